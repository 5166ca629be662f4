package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;

/** A block with its weights, what it predicts, and the schedule it was made for. */
public final class Network implements AutoCloseable {
  private static final long INITIALISE = 0x1417;

  private final NDManager owner;
  private final Block block;
  private final List<Parameter> parameters = new ArrayList<>();
  private final OutputConversion conversion;

  private Network(NDManager owner, Block block, OutputConversion conversion) {
    this.owner = owner;
    this.block = block;
    this.conversion = conversion;
    for (Pair<String, Parameter> pair : block.getParameters()) {
      if (pair.getValue().requiresGradient()) {
        parameters.add(pair.getValue());
      }
    }
  }

  /**
   * Builds and initialises a network; the same session seed gives the same weights.
   *
   * @param session device, seed and memory
   * @param factory the architecture
   * @param sampleShape shape of one sample
   * @param schedule the noise schedule the timesteps refer to
   * @param prediction what the block's output stands for
   * @return the network, owned by the session
   * @throws IllegalArgumentException where the block does not take such samples, or returns another
   *     shape
   */
  public static Network create(
      Session session,
      NetworkFactory factory,
      Shape sampleShape,
      NoiseSchedule schedule,
      PredictionType prediction) {
    NDManager owner = session.manager().newSubManager();
    try {
      session.random(INITIALISE);
      Block block = factory.build(sampleShape);
      Shape batch = new Shape(2).addAll(sampleShape);
      if (!block.isInitialized()) {
        block.initialize(owner, DataType.FLOAT32, batch, new Shape(2));
      }
      requireSameShape(block, batch, factory);
      try (NDManager scope = owner.newSubManager()) {
        factory.check(scope, block, sampleShape);
      }
      return new Network(owner, block, new OutputConversion(owner, schedule, prediction));
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  private static void requireSameShape(Block block, Shape batch, NetworkFactory factory) {
    Shape[] out = block.getOutputShapes(new Shape[] {batch, new Shape(batch.get(0))});
    if (out.length != 1 || !out[0].equals(batch)) {
      throw new IllegalArgumentException(
          factory.description()
              + " returns "
              + java.util.Arrays.toString(out)
              + " for samples of shape "
              + batch
              + ", but a denoiser returns one array of the shape of its input: change the"
              + " network's output, or the data");
    }
  }

  /** {@return the trainable weights, in the block's order} */
  public List<NDArray> weights() {
    return parameters.stream().map(Parameter::getArray).toList();
  }

  /** {@return the manager that owns the weights} */
  public NDManager manager() {
    return owner;
  }

  /** {@return the block} */
  public Block block() {
    return block;
  }

  /** {@return the number of trainable numbers} */
  public long size() {
    return weights().stream().mapToLong(NDArray::size).sum();
  }

  /**
   * Runs the block for training: the output is recorded for gradients of {@link #weights()}.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps, float32 of shape (N)
   * @return the raw output, shape of {@code x}
   */
  public NDArray output(NDArray x, NDArray t) {
    return run(weights(), x, t, true);
  }

  private NDArray run(List<NDArray> weights, NDArray x, NDArray t, boolean training) {
    WeightStore store = new WeightStore(owner, parameters, weights);
    return block.forward(store, new NDList(x, t), training).singletonOrThrow();
  }

  /** {@return a denoiser that uses the weights as they are at each call} */
  public Denoiser denoiser() {
    return denoiser(weights());
  }

  /**
   * Returns a denoiser that runs this network with other weights.
   *
   * @param weights one array for each of {@link #weights()}, same shapes
   * @return a denoiser that runs this network with other weights
   */
  public Denoiser denoiser(List<NDArray> weights) {
    List<NDArray> fixed = List.copyOf(weights);
    return (x, t) -> conversion.toNoise(x, run(fixed, x, t, false), t);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    owner.close();
  }
}
