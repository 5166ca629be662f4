package io.github.constraineddiffusion.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.divergence.StratifiedLevels;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.StepRandom;

/** Leaves the gradient of the Lagrangian's estimate in the network's weights. */
final class PrimalStep {
  private final Sources sources;
  private final Network network;
  private final ForwardProcess forward;
  private final PredictionType prediction;
  private final StratifiedLevels levels;
  private final float[] lossWeights;
  private final PrimalMode mode;
  private final int batch;
  private final LabelDraw labels;
  private final TaughtBatch taught;

  PrimalStep(
      Sources sources,
      Network network,
      ForwardProcess forward,
      PredictionType prediction,
      LossWeighting weighting,
      PrimalMode mode,
      int batch,
      double dropLabels) {
    this.sources = sources;
    this.network = network;
    this.forward = forward;
    this.prediction = prediction;
    this.levels = StratifiedLevels.uniform(forward.schedule());
    this.lossWeights = lossWeights(forward.schedule(), weighting, prediction);
    this.mode = mode;
    this.batch = batch;
    this.labels = new LabelDraw(network, dropLabels);
    this.taught = new TaughtBatch(sources, forward, prediction);
  }

  private static float[] lossWeights(
      NoiseSchedule schedule, LossWeighting weighting, PredictionType prediction) {
    if (weighting.equals(LossWeighting.uniform())) {
      return null;
    }
    float[] weights = new float[schedule.steps() + 1];
    for (int t = 1; t < weights.length; t++) {
      weights[t] = (float) weighting.weight(schedule, t, prediction);
    }
    return weights;
  }

  /**
   * Runs forward and backward at multipliers λ.
   *
   * @param scope owner of the step's arrays
   * @param random the step's random numbers
   * @param lambda the multipliers; all zero for plain training
   * @return the loss of the λ-mixture; for separate batches (ℓ₀ + Σ λᵢ ℓᵢ) / (1 + Σ λᵢ)
   */
  double run(NDManager scope, StepRandom random, double[] lambda) {
    try (GradientCollector collector = newCollector()) {
      if (mode == PrimalMode.MIXTURE_BATCH) {
        return taught.applies(lambda)
            ? backward(collector, scope, taught.draw(scope, random, lambda, batch), random)
            : backward(collector, scope, random, sources.mixture().apply(lambda), 1);
      }
      double loss = backward(collector, scope, random, sources.objective(), 1);
      double total = 1;
      for (int i = 0; i < lambda.length; i++) {
        SampleSource source = sources.constraints().get(i);
        loss += lambda[i] * backward(collector, scope, random, source, lambda[i]);
        total += lambda[i];
      }
      return loss / total;
    }
  }

  private static GradientCollector newCollector() {
    try {
      return Engine.getEngine("PyTorch").newGradientCollector();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "a gradient collector opened elsewhere in this process was never closed, and the engine"
              + " allows one: close it (try-with-resources), or restart the kernel",
          e);
    }
  }

  private double backward(
      GradientCollector collector,
      NDManager scope,
      StepRandom random,
      SampleSource source,
      double weight) {
    LabelledBatch drawn = labels.draw(source, scope, random, batch);
    NDArray clean = drawn.samples();
    float[] t = levels.drawShuffled(random, batch);
    NDArray timesteps = scope.create(t);
    NDArray noise = scope.randomNormal(clean.getShape());
    NDArray noisy = forward.noisy(clean, noise, timesteps);
    NDArray target = forward.target(prediction, clean, noise, timesteps);
    NDArray loss = loss(scope, output(noisy, timesteps, drawn.labels()), target, t);
    collector.backward(weight == 1 ? loss : Operators.scale(loss, weight));
    return loss.getFloat();
  }

  /** One batch, whose last rows have a pre-trained model's prediction for a target. */
  private double backward(
      GradientCollector collector, NDManager scope, TaughtBatch.Rows rows, StepRandom random) {
    float[] t = levels.drawShuffled(random, batch);
    NDArray timesteps = scope.create(t);
    NDArray noise = scope.randomNormal(rows.clean().getShape());
    NDArray noisy = forward.noisy(rows.clean(), noise, timesteps);
    NDArray target =
        taught.target(
            rows, noisy, timesteps, forward.target(prediction, rows.clean(), noise, timesteps));
    NDArray loss = loss(scope, output(noisy, timesteps, null), target, t);
    collector.backward(loss);
    return loss.getFloat();
  }

  private NDArray output(NDArray noisy, NDArray timesteps, NDArray classes) {
    return classes == null
        ? network.output(noisy, timesteps)
        : network.output(noisy, timesteps, classes);
  }

  private NDArray loss(NDManager scope, NDArray output, NDArray target, float[] t) {
    if (lossWeights == null) {
      return Operators.meanSquaredError(output, target);
    }
    float[] perSample = new float[t.length];
    for (int i = 0; i < t.length; i++) {
      perSample[i] = lossWeights[(int) t[i]];
    }
    return Operators.weightedMeanSquaredError(output, target, scope.create(perSample));
  }
}
