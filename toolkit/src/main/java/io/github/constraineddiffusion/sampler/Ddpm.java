package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Operators;

/**
 * The ancestral sampler of DDPM (arXiv 2006.11239) with the variance of the forward posterior.
 *
 * <p>In the limit of many steps its shares are the ones that a KL constraint bounds.
 *
 * @param steps how many steps, 0 for every timestep of the schedule
 * @param spacing which timesteps are visited where they are fewer
 */
public record Ddpm(int steps, TimestepSpacing spacing) implements SamplingMethod {

  /**
   * Checks the settings.
   *
   * @param steps how many steps, 0 for every timestep of the schedule
   * @param spacing which timesteps are visited where they are fewer
   */
  public Ddpm {
    if (steps != 0) {
      StepCount.require(steps);
    }
  }

  /**
   * Returns the sampler that visits every timestep.
   *
   * @return the method
   */
  public static Ddpm ancestral() {
    return new Ddpm(0, TimestepSpacing.LINSPACE);
  }

  /**
   * Sets how many timesteps are visited.
   *
   * @param count at least 1
   * @return the copy
   */
  public Ddpm steps(int count) {
    StepCount.require(count);
    return new Ddpm(count, spacing);
  }

  /**
   * Sets which timesteps are visited.
   *
   * @param value the spacing
   * @return the copy
   */
  public Ddpm spacing(TimestepSpacing value) {
    return new Ddpm(steps, value);
  }

  @Override
  public int[] timesteps(NoiseSchedule schedule) {
    return spacing.timesteps(schedule, steps == 0 ? schedule.steps() : steps);
  }

  // Equations 6 and 7 over a step from t to s, β = 1 − ᾱ_t/ᾱ_s:
  // x_s = √ᾱ_s·β/(1−ᾱ_t)·x̂₀ + √(1−β)·(1−ᾱ_s)/(1−ᾱ_t)·x_t + √(β·(1−ᾱ_s)/(1−ᾱ_t))·z
  @Override
  public NDArray next(ReverseStep step) {
    double left = step.from().alphaBar();
    double reached = step.to().alphaBar();
    double beta = 1 - left / reached;
    double onClean = Math.sqrt(reached) * beta / (1 - left);
    double onNoisy = Math.sqrt(1 - beta) * (1 - reached) / (1 - left);
    double variance = beta * (1 - reached) / (1 - left);
    NDArray mean = Operators.combine(onClean, step.clean(), onNoisy, step.x());
    return variance == 0
        ? mean
        : Operators.combine(1, mean, Math.sqrt(variance), step.freshNoise());
  }
}
