package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Operators;

/**
 * DDIM (arXiv 2010.02502): deterministic at η = 0, the ancestral sampler at η = 1.
 *
 * <p>Symbols: t is the level left, s the level reached.
 *
 * @param steps how many steps, at least 1
 * @param eta η in [0, 1], how much of the ancestral sampler's noise is added
 * @param spacing which timesteps are visited
 */
public record Ddim(int steps, double eta, TimestepSpacing spacing) implements SamplingMethod {

  /**
   * Checks the settings.
   *
   * @param steps how many steps, at least 1
   * @param eta η in [0, 1], how much of the ancestral sampler's noise is added
   * @param spacing which timesteps are visited
   */
  public Ddim {
    StepCount.require(steps);
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException(
          "eta is " + eta + ", but lies in [0, 1]: 0 is deterministic, 1 is ancestral sampling");
    }
  }

  /**
   * Returns deterministic DDIM over timesteps from T to 1 in equal steps.
   *
   * @param steps how many steps, at least 2 unless another spacing is chosen
   * @return the method with η = 0
   */
  public static Ddim steps(int steps) {
    return new Ddim(steps, 0, TimestepSpacing.LINSPACE);
  }

  /**
   * Sets η.
   *
   * @param value η in [0, 1]
   * @return the copy
   */
  public Ddim eta(double value) {
    return new Ddim(steps, value, spacing);
  }

  /**
   * Sets which timesteps are visited.
   *
   * @param value the spacing
   * @return the copy
   */
  public Ddim spacing(TimestepSpacing value) {
    return new Ddim(steps, eta, value);
  }

  @Override
  public int[] timesteps(NoiseSchedule schedule) {
    return spacing.timesteps(schedule, steps);
  }

  /**
   * Returns the standard deviation of the fresh noise of a step: σ =
   * η·√((1−ᾱ_s)/(1−ᾱ_t))·√(1−ᾱ_t/ᾱ_s) (equation 16).
   *
   * @param from the level left
   * @param to the level reached
   * @return σ, 0 where η = 0 and in the step to the clean end
   */
  public double deviation(Level from, Level to) {
    double left = from.alphaBar();
    double reached = to.alphaBar();
    return eta * Math.sqrt((1 - reached) / (1 - left)) * Math.sqrt(1 - left / reached);
  }

  /**
   * Returns the factor of the predicted noise in the mean of a step: √(1−ᾱ_s−σ²) (equation 12).
   *
   * @param from the level left
   * @param to the level reached
   * @return the factor of ε̂, beside √ᾱ_s of x̂₀
   */
  public double direction(Level from, Level to) {
    double deviation = deviation(from, to);
    return Math.sqrt(Math.max(0, 1 - to.alphaBar() - deviation * deviation));
  }

  // Equation 12: x_s = √ᾱ_s·x̂₀ + √(1−ᾱ_s−σ²)·ε̂ + σ·z
  @Override
  public NDArray next(ReverseStep step) {
    double deviation = deviation(step.from(), step.to());
    double direction = direction(step.from(), step.to());
    NDArray mean = Operators.combine(step.to().alpha(), step.clean(), direction, step.noise());
    return deviation == 0 ? mean : Operators.combine(1, mean, deviation, step.freshNoise());
  }
}
