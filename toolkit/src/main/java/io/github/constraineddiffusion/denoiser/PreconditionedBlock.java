package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;

/** What {@link Preconditioned} builds: A(t)·u + B(t)·μ + C(t)·F(u/√v, t). */
final class PreconditionedBlock extends WrappedBlock {
  private final Moments moments;
  private final Shape sampleShape;
  private final NoiseSchedule schedule;
  private final PredictionType prediction;
  private NDArray mean;
  private LevelTable alpha;
  private LevelTable scale;
  private LevelTable onCentred;
  private LevelTable onMean;
  private LevelTable onNetwork;

  PreconditionedBlock(
      Block network,
      Moments moments,
      Shape sampleShape,
      NoiseSchedule schedule,
      PredictionType prediction) {
    super(network);
    this.moments = moments;
    this.sampleShape = sampleShape;
    this.schedule = schedule;
    this.prediction = prediction;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    if (!network().isInitialized()) {
      network().initialize(manager, type, inputShapes);
    }
    mean = manager.create(moments.mean(), new Shape(1).addAll(sampleShape));
    alpha = LevelTable.of(manager, schedule, schedule::alpha);
    scale = LevelTable.of(manager, schedule, t -> 1 / Math.sqrt(variance(t)));
    onCentred = LevelTable.of(manager, schedule, this::onCentred);
    onMean = LevelTable.of(manager, schedule, t -> target(t).onClean());
    onNetwork = LevelTable.of(manager, schedule, this::onNetwork);
  }

  /** v: the variance of x_t. */
  private double variance(int t) {
    return schedule.alphaBar(t) * moments.variance() + (1 - schedule.alphaBar(t));
  }

  private PredictionType.Target target(int t) {
    return prediction.target(schedule.alpha(t), schedule.sigma(t));
  }

  // the Gaussian's ε̂ = σ/v·u, and x̂₀ = μ + α s²/v·u
  private double onCentred(int t) {
    double clean = target(t).onClean() * schedule.alpha(t) * moments.variance();
    return (clean + target(t).onNoise() * schedule.sigma(t)) / variance(t);
  }

  // given x_t, the Gaussian's ε has standard deviation α s/√v, and x₀ moves by −σ/α times as much
  private double onNetwork(int t) {
    PredictionType.Target target = target(t);
    double factor = schedule.alpha(t) * target.onNoise() - schedule.sigma(t) * target.onClean();
    return Math.abs(factor) * Math.sqrt(moments.variance() / variance(t));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray x = inputs.get(0);
    NDArray t = inputs.get(1);
    long[] perRow = new long[x.getShape().dimension()];
    java.util.Arrays.fill(perRow, 1);
    perRow[0] = x.getShape().get(0);
    NDArray centred = x.sub(alpha.at(x, t).reshape(perRow).mul(mean));
    NDList scaled = new NDList(inputs);
    scaled.set(0, Operators.scaleRows(centred, scale.at(x, t)));
    NDArray f = network().forward(store, scaled, training).singletonOrThrow();
    NDArray out = Operators.combineRows(centred, onCentred.at(x, t), f, onNetwork.at(x, t));
    return new NDList(
        prediction == PredictionType.EPSILON
            ? out
            : out.add(onMean.at(x, t).reshape(perRow).mul(mean)));
  }
}
