package io.github.constraineddiffusion.tensor;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** The TorchScript archive of stacked networks, loaded once a process; source: stacked_mlp.py. */
final class StackedArchive {
  private static final NDManager OWNER = Engines.newManager(Device.cpu());
  private static final PtSymbolBlock PRODUCTS = load("stacked_mlp.pt");
  private static final PtSymbolBlock ONE_DNN = loadIfPossible("stacked_mlp_onednn.pt");

  private StackedArchive() {}

  /** Returns what multiplies fastest on a device: oneDNN on a CPU, where libtorch has it. */
  static PtSymbolBlock module(Device device) {
    return device.equals(Device.cpu()) && ONE_DNN != null ? ONE_DNN : PRODUCTS;
  }

  /** Returns all there are: PyTorch's products, and oneDNN's where libtorch has it. */
  static List<PtSymbolBlock> modules() {
    return ONE_DNN == null ? List.of(PRODUCTS) : List.of(PRODUCTS, ONE_DNN);
  }

  /** Calls a method without autograd; the result belongs to {@code scope}. */
  static NDArray call(PtSymbolBlock module, NDManager scope, String method, Object... arguments) {
    Archive.usePlainExecutor();
    IValue[] inputs = Arrays.stream(arguments).map(StackedArchive::value).toArray(IValue[]::new);
    try (IValue result = IValueUtils.runMethod(module, method, inputs)) {
      return result.toTensor((PtNDManager) scope);
    } finally {
      for (IValue input : inputs) {
        input.close();
      }
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    }
    if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    }
    if (argument instanceof double[] numbers) {
      return IValue.listFrom(numbers);
    }
    if (argument instanceof PtNDArray[] arrays) {
      return IValue.listFrom(arrays);
    }
    return argument instanceof Long number ? IValue.from(number) : IValue.from((Double) argument);
  }

  private static PtSymbolBlock loadIfPossible(String resource) {
    try {
      return load(resource);
    } catch (EngineException e) {
      // this libtorch was built without oneDNN
      return null;
    }
  }

  private static PtSymbolBlock load(String resource) {
    try (InputStream in = StackedArchive.class.getResourceAsStream(resource)) {
      return JniUtils.loadModule((PtNDManager) OWNER, in, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " from the toolkit's jar", e);
    }
  }
}
