package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;

/** Turns what a network predicts (ε, x₀ or v) into predicted noise: ε̂ = a_t·x_t + b_t·output. */
final class OutputConversion {
  private static final double LEAST = 1e-5;

  private final PredictionType prediction;
  private final LevelTable onX;
  private final LevelTable onOutput;
  private final LevelTable inverse;
  private final LevelTable minusRatio;

  OutputConversion(NDManager owner, NoiseSchedule schedule, PredictionType prediction) {
    this.prediction = prediction;
    boolean identity = prediction == PredictionType.EPSILON;
    this.onX = identity ? null : LevelTable.of(owner, schedule, t -> noise(schedule, t).onX());
    this.onOutput =
        identity ? null : LevelTable.of(owner, schedule, t -> noise(schedule, t).onOutput());
    this.inverse =
        identity ? null : LevelTable.of(owner, schedule, t -> 1 / divisor(noise(schedule, t)));
    this.minusRatio =
        identity
            ? null
            : LevelTable.of(
                owner, schedule, t -> -noise(schedule, t).onX() / divisor(noise(schedule, t)));
  }

  /** A schedule may end at pure noise, where the noise does not tell the output. */
  private static double divisor(PredictionType.Linear noise) {
    double b = noise.onOutput();
    return Math.copySign(Math.max(Math.abs(b), LEAST), b);
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

  /** The inverse: output = (ε − a_t·x_t)/b_t. */
  NDArray toOutput(NDArray x, NDArray noise, NDArray t) {
    if (prediction == PredictionType.EPSILON) {
      return noise;
    }
    return Operators.combineRows(noise, inverse.at(x, t), x, minusRatio.at(x, t));
  }
}
