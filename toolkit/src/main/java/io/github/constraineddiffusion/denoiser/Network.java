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
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** A block with its weights, what it predicts, and the schedule it was made for. */
public final class Network implements AutoCloseable {
  private static final long INITIALISE = 0x1417;

  private final NDManager owner;
  private final NetworkFactory factory;
  private final Block block;
  private final List<Parameter> parameters = new ArrayList<>();
  private final OutputConversion conversion;

  private Network(
      NDManager owner, NetworkFactory factory, Block block, OutputConversion conversion) {
    this.owner = owner;
    this.factory = factory;
    this.block = block;
    this.conversion = conversion;
    for (Pair<String, Parameter> pair : block.getParameters()) {
      // The engine reads an array's name as an instruction: a dot in it means a dictionary.
      pair.getValue().getArray().setName(null);
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
      Network network =
          new Network(owner, factory, block, new OutputConversion(owner, schedule, prediction));
      try (NDManager scope = owner.newSubManager()) {
        factory.start(scope, named(block));
      }
      return network;
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

  /** The trainable weights of a block by name. */
  static Map<String, NDArray> named(Block block) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      if (pair.getValue().requiresGradient()) {
        named.put(pair.getKey(), pair.getValue().getArray());
      }
    }
    return named;
  }

  /**
   * Returns what builds this network again, beginning with given weights, adapters folded in.
   *
   * @param weights one array for each of {@link #weights()}, same shapes
   * @param place what the weights are of, for messages
   * @return a factory that holds a copy of them
   */
  public Pretrained factory(List<NDArray> weights, String place) {
    try (NDManager scope = owner.newSubManager()) {
      Merged merged = merged(scope, weights);
      return Pretrained.of(merged.factory(), TensorFile.encode(merged.weights()), place);
    }
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

  /** {@return the number of weights once adapters are folded in} */
  public long mergedSize() {
    return block instanceof LowRankBlock lowRank
        ? lowRank.network().getParameters().values().stream()
            .mapToLong(weight -> weight.getArray().size())
            .sum()
        : size();
  }

  /**
   * Folds adapters into the network they are on; a network without any is returned as it is.
   *
   * @param scope owner of the weights that this changes
   * @param weights one array for each of {@link #weights()}, such as their moving average
   * @return a network without adapters, with its weights
   */
  public Merged merged(NDManager scope, List<NDArray> weights) {
    if (block instanceof LowRankBlock lowRank) {
      NetworkFactory base = ((LowRank) factory).base();
      return new Merged(base, lowRank.network(), lowRank.merged(scope, weights));
    }
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (String name : named(block).keySet()) {
      named.put(name, weights.get(named.size()));
    }
    return new Merged(factory, block, named);
  }

  /**
   * A network without adapters.
   *
   * @param factory builds such a network
   * @param block the block, which may hold other weights
   * @param weights its weights by name, in its order
   */
  public record Merged(NetworkFactory factory, Block block, Map<String, NDArray> weights) {}

  /**
   * Encodes adapters as {@link LowRank#load} reads them.
   *
   * @param weights one array for each of {@link #weights()}, such as their moving average
   * @return the bytes of a safetensors file
   * @throws IllegalStateException where the network has none
   */
  public byte[] adapters(List<NDArray> weights) {
    if (!(block instanceof LowRankBlock lowRank)) {
      throw new IllegalStateException(
          "this "
              + block.getClass().getSimpleName()
              + " has no adapters: train LowRank.of(...), or save the whole model");
    }
    return lowRank.encode(weights);
  }

  /** {@return the number of classes the network may be told; 0 for none} */
  public int classes() {
    return block instanceof Conditional conditional ? conditional.classes() : 0;
  }

  /** {@return the label for "no class"; −1 where the network has none} */
  public int nullClass() {
    return block instanceof Conditional conditional ? conditional.nullClass() : -1;
  }

  /**
   * Runs the block for training: the output is recorded for gradients of {@link #weights()}.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps, float32 of shape (N)
   * @return the raw output, shape of {@code x}
   */
  public NDArray output(NDArray x, NDArray t) {
    return run(weights(), new NDList(x, t), true);
  }

  /**
   * Runs the block for training, told the classes.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps, float32 of shape (N)
   * @param labels classes, int64 of shape (N)
   * @return the raw output, shape of {@code x}
   */
  public NDArray output(NDArray x, NDArray t, NDArray labels) {
    return run(weights(), new NDList(x, t, labels), true);
  }

  /**
   * Returns the output that stands for a predicted noise: what another model's prediction is as a
   * target of this one.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param noise the noise predicted in them, shape of {@code x}
   * @param t timesteps, float32 of shape (N)
   * @return shape of {@code x}
   */
  public NDArray outputFor(NDArray x, NDArray noise, NDArray t) {
    return conversion.toOutput(x, noise, t);
  }

  private NDArray run(List<NDArray> weights, NDList inputs, boolean training) {
    WeightStore store = new WeightStore(owner, parameters, weights);
    return block.forward(store, inputs, training).singletonOrThrow();
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
    return (x, t) -> conversion.toNoise(x, run(fixed, new NDList(x, t), false), t);
  }

  /**
   * Returns a denoiser for outputs that are computed elsewhere, by a copy of this network.
   *
   * @param output of (x, t), owned by the manager of x
   * @return a denoiser that reads these outputs as this network's
   */
  public Denoiser denoiser(BinaryOperator<NDArray> output) {
    return (x, t) -> conversion.toNoise(x, output.apply(x, t), t);
  }

  /**
   * Returns a denoiser of one class, guided away from the model of all (Ho &amp; Salimans 2022,
   * "Classifier-Free Diffusion Guidance", equation 6): ε̂ = ε_∅ + s·(ε_c − ε_∅).
   *
   * @param weights one array for each of {@link #weights()}, same shapes
   * @param label the class, 0…classes − 1
   * @param scale s: 1 for the class's own model at the price of one pass; above 1 takes two
   * @return a denoiser that runs this network with these weights
   */
  public Denoiser denoiser(List<NDArray> weights, int label, double scale) {
    if (label < 0 || label >= classes()) {
      throw new IllegalArgumentException(
          "label is %d, but the network knows %d classes, from 0: %s"
              .formatted(
                  label,
                  classes(),
                  classes() == 0 ? "build it with classes(10)" : "give one of those"));
    }
    if (scale != 1 && nullClass() < 0) {
      throw new IllegalArgumentException(
          "guidance of scale "
              + scale
              + " needs a label for \"no class\", which this network was"
              + " not trained with: give scale 1");
    }
    List<NDArray> fixed = List.copyOf(weights);
    return (x, t) -> conversion.toNoise(x, guided(fixed, x, t, label, scale), t);
  }

  private NDArray guided(List<NDArray> weights, NDArray x, NDArray t, int label, double scale) {
    NDArray given = run(weights, labelled(x, t, label), false);
    if (scale == 1) {
      return given;
    }
    NDArray free = run(weights, labelled(x, t, nullClass()), false);
    return Operators.combine(scale, given, 1 - scale, free);
  }

  private static NDList labelled(NDArray x, NDArray t, int label) {
    return new NDList(x, t, x.getManager().full(t.getShape(), label, DataType.INT64));
  }

  /** Frees the weights. */
  @Override
  public void close() {
    owner.close();
  }
}
