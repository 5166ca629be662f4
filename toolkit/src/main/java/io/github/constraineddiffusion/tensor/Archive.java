package io.github.constraineddiffusion.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The TorchScript archive of operators, loaded once a process; source: operators.py. */
final class Archive {
  private static final String RESOURCE = "operators.pt";

  /** Owns the module, its method tags and constants; lives as long as the process. */
  private static final NDManager OWNER = Engines.newManager(Device.cpu());

  private static final PtSymbolBlock MODULE = load();
  private static final Map<String, NDArray> TAGS = new ConcurrentHashMap<>();
  private static final Map<Double, NDArray> CONSTANTS = new ConcurrentHashMap<>();

  /**
   * Switches the optimising executor off, thread by thread, as the engine does. It runs the first
   * calls of a method differently from later ones, and gradients then differ in the last digits: a
   * run resumed in a new process would not be the run that was never stopped.
   */
  private static final ThreadLocal<Boolean> PLAIN_EXECUTOR =
      ThreadLocal.withInitial(
          () -> {
            JniUtils.setGraphExecutorOptimize(false);
            return true;
          });

  private Archive() {}

  /** Switches this thread to the plain executor. */
  static void usePlainExecutor() {
    PLAIN_EXECUTOR.get();
  }

  /** Calls a method with autograd; the result belongs to the manager of the first argument. */
  static NDArray call(String method, NDArray... arguments) {
    usePlainExecutor();
    NDList list = new NDList(arguments.length + 1);
    for (NDArray argument : arguments) {
      list.add(argument);
    }
    list.add(TAGS.computeIfAbsent(method, Archive::tag));
    return IValueUtils.forward(MODULE, list, true).head();
  }

  /** Calls a method without autograd and returns its scalar result. */
  static double callForNumber(String method, List<PtNDArray[]> lists, double... numbers) {
    IValue[] inputs = new IValue[lists.size() + numbers.length];
    for (int i = 0; i < lists.size(); i++) {
      inputs[i] = IValue.listFrom(lists.get(i));
    }
    for (int i = 0; i < numbers.length; i++) {
      inputs[lists.size() + i] = IValue.from(numbers[i]);
    }
    try (IValue result = IValueUtils.runMethod(MODULE, method, inputs);
        NDManager scope = OWNER.newSubManager();
        NDArray scalar = result.toTensor((PtNDManager) scope).flatten().get(0)) {
      return scalar.toType(DataType.FLOAT64, false).getDouble();
    } finally {
      for (IValue input : inputs) {
        input.close();
      }
    }
  }

  /** Returns a shared 0-d array for a number that a layer uses at every call. */
  static NDArray constant(double value) {
    return CONSTANTS.computeIfAbsent(value, v -> number(OWNER, v));
  }

  /** Returns a 0-d float64 array in memory that the engine owns, on the CPU. */
  static NDArray number(NDManager manager, double value) {
    return JniUtils.full(
        (PtNDManager) manager,
        new Shape(),
        value,
        DataType.FLOAT64,
        Device.cpu(),
        SparseFormat.DENSE);
  }

  private static NDArray tag(String method) {
    NDArray tag = OWNER.zeros(new Shape(1));
    tag.setName("module_method:" + method);
    return tag;
  }

  private static PtSymbolBlock load() {
    try (InputStream in = Archive.class.getResourceAsStream(RESOURCE)) {
      return JniUtils.loadModule((PtNDManager) OWNER, in, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " from the toolkit's jar", e);
    }
  }
}
