package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;

/** Turns what a network predicts (ε, x₀ or v) into predicted noise: ε̂ = a_t·x_t + b_t·output. */
final class OutputConversion {
  private final PredictionType prediction;
  private final LevelTable onX;
  private final LevelTable onOutput;

  OutputConversion(NDManager owner, NoiseSchedule schedule, PredictionType prediction) {
    this.prediction = prediction;
    boolean identity = prediction == PredictionType.EPSILON;
    this.onX = identity ? null : LevelTable.of(owner, schedule, t -> noise(schedule, t).onX());
    this.onOutput =
        identity ? null : LevelTable.of(owner, schedule, t -> noise(schedule, t).onOutput());
  }

  private PredictionType.Linear noise(NoiseSchedule schedule, int t) {
    return prediction.toNoise(schedule.alpha(t), schedule.sigma(t));
  }

  NDArray toNoise(NDArray x, NDArray output, NDArray t) {
    if (prediction == PredictionType.EPSILON) {
      return output;
    }
    return Operators.combineRows(x, onX.at(x, t), output, onOutput.at(x, t));
  }
}
