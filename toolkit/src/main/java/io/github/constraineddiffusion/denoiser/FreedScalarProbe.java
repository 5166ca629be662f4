package io.github.constraineddiffusion.denoiser;

import static ai.djl.ndarray.types.DataType.FLOAT32;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.util.Pair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds blocks whose gradients are wrong once the garbage collector has run.
 *
 * <p>The engine's arithmetic with Java numbers leaves autograd a pointer to memory that the
 * collector frees. The probe compares the gradients of one forward and backward pass with those of
 * another between whose halves it collects garbage and fills freed memory with NaN.
 */
final class FreedScalarProbe {
  private static final int ROUNDS = 3;
  private static final int BUFFERS = 4000;
  private static final double TOLERANCE = 1e-4;

  private FreedScalarProbe() {}

  /**
   * Looks for the fault in a block and, where it is there, in its children.
   *
   * @param owner a manager for temporary arrays
   * @param block an initialised block
   * @param inputs shapes of its inputs, with batch dimension
   * @return the name of the innermost faulty block, or empty where the gradients hold
   */
  static Optional<String> findFault(NDManager owner, Block block, List<Shape> inputs) {
    return findFault(owner, block.getClass().getSimpleName(), block, inputs);
  }

  private static Optional<String> findFault(
      NDManager owner, String path, Block block, List<Shape> inputs) {
    if (!isFaulty(owner, block, inputs)) {
      return Optional.empty();
    }
    for (Pair<String, Block> child : block.getChildren()) {
      Optional<String> fault =
          findFaultInChild(owner, path + "/" + child.getKey(), child.getValue());
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.of(path);
  }

  /** A child that cannot say what it takes cannot be run alone: its parent is named instead. */
  private static Optional<String> findFaultInChild(NDManager owner, String path, Block child) {
    try {
      return findFault(owner, path, child, child.describeInput().values());
    } catch (EngineException | IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isFaulty(NDManager owner, Block block, List<Shape> shapes) {
    try (NDManager scope = owner.newSubManager()) {
      NDList inputs = new NDList();
      for (Shape shape : shapes) {
        inputs.add(watched(scope.randomUniform(0.5f, 1.5f, shape)));
      }
      // random weights: a network that starts with zeros at its end has no gradient to look at
      List<Parameter> parameters = block.getParameters().values();
      List<NDArray> weights = new ArrayList<>();
      for (Parameter parameter : parameters) {
        weights.add(watched(scope.randomNormal(0, 0.3f, parameter.getArray().getShape(), FLOAT32)));
      }
      WeightStore store = new WeightStore(scope, parameters, weights);
      List<float[]> expected = gradients(owner, block, store, inputs, weights, false);
      for (int round = 0; round < ROUNDS; round++) {
        if (differ(expected, gradients(owner, block, store, inputs, weights, true))) {
          return true;
        }
      }
      return false;
    }
  }

  private static NDArray watched(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  private static List<float[]> gradients(
      NDManager owner,
      Block block,
      WeightStore store,
      NDList inputs,
      List<NDArray> weights,
      boolean collectGarbage) {
    Engine engine = Engine.getEngine("PyTorch");
    // blocks that draw random numbers, such as dropout, must draw the same ones in every pass
    engine.setRandomSeed(1);
    try (NDManager scope = owner.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray loss = scope.zeros(new Shape());
      for (NDArray output : block.forward(store, inputs, true)) {
        output.attach(scope);
        loss = loss.add(output.square().sum());
      }
      if (collectGarbage) {
        overwriteFreedMemory(scope);
      }
      collector.backward(loss);
    }
    List<float[]> result = new ArrayList<>();
    List<NDArray> all = new ArrayList<>(inputs);
    all.addAll(weights);
    for (NDArray array : all) {
      try (NDArray gradient = array.getGradient()) {
        result.add(gradient.toFloatArray());
        gradient.subi(gradient);
      }
    }
    return result;
  }

  private static void overwriteFreedMemory(NDManager scope) {
    System.gc();
    pause();
    List<ByteBuffer> fill = new ArrayList<>(BUFFERS);
    for (int i = 0; i < BUFFERS; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      fill.add(buffer.putInt(0x7fc00000).putInt(0x7fc00000));
    }
    for (int i = 0; i < BUFFERS / 4; i++) {
      scope.create(Float.NaN).close();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean differ(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      float[] a = expected.get(i);
      float[] b = actual.get(i);
      double scale = 1e-12;
      for (float value : a) {
        scale = Math.max(scale, Math.abs(value));
      }
      for (int k = 0; k < a.length; k++) {
        if (!(Math.abs(a[k] - b[k]) <= TOLERANCE * scale)) {
          return true;
        }
      }
    }
    return false;
  }
}
