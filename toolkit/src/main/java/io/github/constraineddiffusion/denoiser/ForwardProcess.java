package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;

/** The forward process q(x_t | x₀): x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε, and what a network is to learn. */
public final class ForwardProcess {
  private final NoiseSchedule schedule;
  private final LevelTable alpha;
  private final LevelTable sigma;

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
}
