package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.divergence.StratifiedLevels;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;

/** Makes of clean samples what a network is run on, what it is compared with, and how much. */
final class Noising {
  private final ForwardProcess forward;
  private final PredictionType prediction;
  private final StratifiedLevels levels;
  private final float[] lossWeights;

  Noising(ForwardProcess forward, PredictionType prediction, LossWeighting weighting) {
    this.forward = forward;
    this.prediction = prediction;
    this.levels = StratifiedLevels.uniform(forward.schedule());
    this.lossWeights = lossWeights(forward.schedule(), weighting, prediction);
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
   * Samples with the random numbers that are needed to make them noisy.
   *
   * @param clean x₀, shape (n, sample shape)
   * @param noise ε, same shape
   * @param levels t, one for each sample
   */
  record Drawn(NDArray clean, NDArray noise, float[] levels) {

    /** Puts the batches of several runs one after the other. */
    static Drawn concatenate(List<Drawn> batches) {
      if (batches.size() == 1) {
        return batches.get(0);
      }
      NDList clean = new NDList();
      NDList noise = new NDList();
      float[] levels = new float[batches.stream().mapToInt(batch -> batch.levels.length).sum()];
      int from = 0;
      for (Drawn batch : batches) {
        clean.add(batch.clean);
        noise.add(batch.noise);
        System.arraycopy(batch.levels, 0, levels, from, batch.levels.length);
        from += batch.levels.length;
      }
      return new Drawn(NDArrays.concat(clean), NDArrays.concat(noise), levels);
    }
  }

  /** Draws levels and noise for samples. */
  Drawn draw(NDManager scope, StepRandom random, NDArray clean) {
    float[] t = levels.drawShuffled(random, Math.toIntExact(clean.getShape().get(0)));
    return new Drawn(clean, scope.randomNormal(clean.getShape()), t);
  }

  /** Returns x_t and the target of the network's output. */
  TrainingRows rows(NDManager scope, Drawn drawn, NDArray labels) {
    NDArray timesteps = scope.create(drawn.levels);
    NDArray noisy = forward.noisy(drawn.clean, drawn.noise, timesteps);
    NDArray target = forward.target(prediction, drawn.clean, drawn.noise, timesteps);
    return new TrainingRows(noisy, target, timesteps, drawn.levels, labels);
  }

  /** Returns the weight of each sample in the loss, shape (n); null where all are 1. */
  NDArray weights(NDManager scope, float[] t) {
    if (lossWeights == null) {
      return null;
    }
    float[] perSample = new float[t.length];
    for (int i = 0; i < t.length; i++) {
      perSample[i] = lossWeights[(int) t[i]];
    }
    return scope.create(perSample);
  }
}
