package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;

/** The forward process q(x_t | x₀): x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε, and what a network is to learn. */
public final class ForwardProcess {
  private static final double LEAST = 1e-5;

  private final NoiseSchedule schedule;
  private final LevelTable alpha;
  private final LevelTable sigma;
  private final LevelTable inverseAlpha;
  private final LevelTable minusRatio;

  /**
   * Prepares the process.
   *
   * @param owner owner of its tables
   * @param schedule the noise schedule
   */
  public ForwardProcess(NDManager owner, NoiseSchedule schedule) {
    this.schedule = schedule;
    this.alpha = LevelTable.of(owner, schedule, schedule::alpha);
    this.sigma = LevelTable.of(owner, schedule, schedule::sigma);
    this.inverseAlpha = LevelTable.of(owner, schedule, t -> 1 / divisor(schedule, t));
    this.minusRatio =
        LevelTable.of(owner, schedule, t -> -schedule.sigma(t) / divisor(schedule, t));
  }

  /**
   * A schedule may end at pure noise, where √ᾱ is zero and an output does not follow from noise.
   */
  private static double divisor(NoiseSchedule schedule, int t) {
    return Math.max(schedule.alpha(t), LEAST);
  }

  /** {@return the schedule} */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /**
   * Adds noise.
   *
   * @param clean x₀, shape (N, sample shape)
   * @param noise ε, shape of {@code clean}
   * @param t timesteps, float32 of shape (N), values in 1…T
   * @return x_t, shape of {@code clean}
   */
  public NDArray noisy(NDArray clean, NDArray noise, NDArray t) {
    return Operators.combineRows(clean, alpha.at(clean, t), noise, sigma.at(clean, t));
  }

  /**
   * Returns what a network of a prediction type is to learn: ε, x₀, or v = √ᾱ_t·ε − √(1−ᾱ_t)·x₀.
   *
   * @param prediction the prediction type
   * @param clean x₀, shape (N, sample shape)
   * @param noise ε, shape of {@code clean}
   * @param t timesteps, float32 of shape (N)
   * @return the target, shape of {@code clean}
   */
  public NDArray target(PredictionType prediction, NDArray clean, NDArray noise, NDArray t) {
    return switch (prediction) {
      case EPSILON -> noise;
      case X0 -> clean;
      case V -> Operators.combineRows(noise, alpha.at(clean, t), clean, sigma.at(clean, t).neg());
    };
  }

  /**
   * Returns what a network of a prediction type gives that predicts a noise: ε itself, x₀ = (x_t −
   * √(1−ᾱ_t)·ε)/√ᾱ_t, or v = (ε − √(1−ᾱ_t)·x_t)/√ᾱ_t.
   *
   * @param prediction the prediction type
   * @param noisy x_t, shape (N, sample shape)
   * @param noise the noise predicted in it, shape of {@code noisy}
   * @param t timesteps, float32 of shape (N)
   * @return the output, shape of {@code noisy}
   */
  public NDArray output(PredictionType prediction, NDArray noisy, NDArray noise, NDArray t) {
    return switch (prediction) {
      case EPSILON -> noise;
      case X0 ->
          Operators.combineRows(noisy, inverseAlpha.at(noisy, t), noise, minusRatio.at(noisy, t));
      case V ->
          Operators.combineRows(noise, inverseAlpha.at(noisy, t), noisy, minusRatio.at(noisy, t));
    };
  }
}
