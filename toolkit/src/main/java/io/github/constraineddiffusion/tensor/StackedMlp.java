package io.github.constraineddiffusion.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The residual MLPs of several runs, trained by one tensor program: forward, backward in closed
 * form, AdamW with clipping and an average, several steps a call. Nothing is recorded for autograd.
 *
 * <p>Not for several threads at once; different stacks may run on different threads. Symbols: S
 * steps, N samples of each, D numbers a sample.
 */
public final class StackedMlp implements AutoCloseable {
  private static final double MAX_PERIOD = 10_000;

  private final NDManager owner;
  private final PtSymbolBlock module;
  private final AdamWConfig config;
  private final long[] sizes;
  private final NDArray table;
  private final NDArray unweighted;
  private final NDArray weights;
  private final NDArray gradients;
  private final NDArray averages;

  /** For each run: weights, gradients, moments, steps done and averages, as lists of one view. */
  private final List<PtNDArray[][]> rows = new ArrayList<>();

  /**
   * Copies the weights of trained or fresh networks; averages begin there, moments at zero.
   *
   * @param parent owner of the owner of the arrays
   * @param device where they are
   * @param sizes numbers a sample, width, inner width, width of the embedding, blocks
   * @param timesteps T
   * @param networks for each run its weights, in the order of the network's parameters
   * @param config the optimizer; decay towards the start is not known here
   */
  public StackedMlp(
      NDManager parent,
      Device device,
      long[] sizes,
      int timesteps,
      List<List<NDArray>> networks,
      AdamWConfig config) {
    this(StackedArchive.module(device), parent, device, sizes, timesteps, networks, config);
  }

  /** The same with a module chosen by a test. */
  StackedMlp(
      PtSymbolBlock module,
      NDManager parent,
      Device device,
      long[] sizes,
      int timesteps,
      List<List<NDArray>> networks,
      AdamWConfig config) {
    if (config.towardsStart()) {
      throw new IllegalArgumentException(
          "the optimizer is " + config + ", but stacked networks decay towards 0 only");
    }
    this.owner = parent.newSubManager(device);
    this.module = module;
    this.config = config;
    this.sizes = sizes.clone();
    try (NDManager scope = owner.newSubManager()) {
      this.table =
          kept(
              Operators.timestepEmbedding(
                  scope.arange(timesteps + 1f), Math.toIntExact(sizes[3]), MAX_PERIOD));
      NDList rows = new NDList();
      networks.forEach(network -> rows.add(row(scope, network)));
      this.weights = kept(NDArrays.stack(rows));
    }
    this.unweighted = owner.create(new Shape(0));
    this.gradients = owner.zeros(weights.getShape());
    this.averages = kept(weights.duplicate());
    NDArray first = owner.zeros(weights.getShape());
    NDArray second = owner.zeros(weights.getShape());
    NDArray steps = owner.zeros(new Shape(networks.size(), 1));
    for (int r = 0; r < networks.size(); r++) {
      rows.add(views(r, weights, gradients, first, second, steps, averages));
    }
  }

  private static PtNDArray[][] views(int run, NDArray... stacks) {
    PtNDArray[][] views = new PtNDArray[stacks.length][];
    for (int i = 0; i < stacks.length; i++) {
      views[i] = new PtNDArray[] {(PtNDArray) stacks[i].get(run)};
    }
    // the count of steps has no dimension
    views[4][0] = views[4][0].reshape(new Shape());
    return views;
  }

  private NDArray kept(NDArray array) {
    array.attach(owner);
    return array;
  }

  private static NDArray row(NDManager scope, List<NDArray> network) {
    NDList flat = new NDList();
    for (NDArray weight : network) {
      NDArray values = weight.stopGradient();
      values.attach(scope);
      flat.add(values.flatten());
    }
    return NDArrays.concat(flat);
  }

  /**
   * Takes steps of one run, one after the other: with its weights and moments in the cache, that is
   * faster than a step of every run in turn.
   *
   * @param run its index from 0
   * @param x noisy samples, step after step, shape (S·N, D)
   * @param t their timesteps, float32 of shape (S·N)
   * @param target of the output, shape of {@code x}
   * @param factors of each sample's error, shape (S·N); null for 1
   * @param learningRates S, one a step
   * @param emaDecays weights of the old average, in [0, 1], one a step
   * @return of each step the mean squared error, and the norm of the gradient before clipping.
   *     Where one of them is not finite the run stays as it was, and later steps, which are not
   *     taken, have NaN
   */
  public float[][] steps(
      int run,
      NDArray x,
      NDArray t,
      NDArray target,
      NDArray factors,
      double[] learningRates,
      double[] emaDecays) {
    PtNDArray[][] row = rows.get(run);
    try (NDArray seen =
        StackedArchive.call(
            module,
            owner,
            "steps",
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            x,
            t,
            target,
            factors == null ? unweighted : factors,
            table,
            sizes,
            learningRates,
            Arrays.stream(emaDecays).map(decay -> 1 - decay).toArray(),
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            config.weightDecay(),
            config.clip())) {
      return pairs(seen.toFloatArray());
    }
  }

  private static float[][] pairs(float[] flat) {
    float[][] pairs = new float[flat.length / 2][];
    for (int k = 0; k < pairs.length; k++) {
      pairs[k] = new float[] {flat[2 * k], flat[2 * k + 1]};
    }
    return pairs;
  }

  /**
   * Runs one of the networks.
   *
   * @param run its index from 0
   * @param averaged whether with the averages of its weights
   * @param x noisy samples, shape (N, D)
   * @param t their timesteps, float32 of shape (N)
   * @return shape of {@code x}, owned by its manager
   */
  public NDArray output(int run, boolean averaged, NDArray x, NDArray t) {
    NDArray stack = averaged ? averages : weights;
    return StackedArchive.call(
        module, x.getManager(), "output", stack, (long) run, x, t, table, sizes);
  }

  /**
   * Copies a run's weights into a network.
   *
   * @param run its index from 0
   * @param network its weights, overwritten in place
   */
  public void copyWeights(int run, List<NDArray> network) {
    copy(weights, run, network);
  }

  /**
   * Copies the averages of a run's weights.
   *
   * @param run its index from 0
   * @param manager owner of the copies
   * @param like the network's weights, whose shapes the copies take
   * @return one array for each of {@code like}
   */
  public List<NDArray> averages(int run, NDManager manager, List<NDArray> like) {
    List<NDArray> result = new ArrayList<>();
    like.forEach(weight -> result.add(manager.zeros(weight.getShape(), DataType.FLOAT32)));
    copy(averages, run, result);
    return result;
  }

  /** {@return the gradients, clipped, of each run's last step, shape (runs, parameters)} */
  NDArray gradients() {
    return gradients;
  }

  private void copy(NDArray stack, int run, List<NDArray> target) {
    try (NDManager scope = owner.newSubManager()) {
      List<NDArray> parts = new ArrayList<>();
      long at = 0;
      for (NDArray array : target) {
        NDArray part = stack.get(scope, new NDIndex("{}, {}:{}", run, at, at + array.size()));
        parts.add(part.reshape(array.getShape()));
        at += array.size();
      }
      Operators.copy(target, parts);
    }
  }

  /** Frees weights, moments and averages. */
  @Override
  public void close() {
    owner.close();
  }
}
