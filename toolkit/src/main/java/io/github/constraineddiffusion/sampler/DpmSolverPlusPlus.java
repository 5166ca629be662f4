package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Operators;

/**
 * DPM-Solver++(2M) (arXiv 2211.01095, algorithm 2): deterministic, of second order.
 *
 * <p>The first step and the step to the clean end are of first order, as in diffusers.
 *
 * @param steps how many steps, at least 1
 * @param spacing which timesteps are visited
 */
public record DpmSolverPlusPlus(int steps, TimestepSpacing spacing) implements SamplingMethod {

  /**
   * Checks the settings.
   *
   * @param steps how many steps, at least 1
   * @param spacing which timesteps are visited
   */
  public DpmSolverPlusPlus {
    StepCount.require(steps);
  }

  /**
   * Returns the solver over timesteps from T to 1 in equal steps.
   *
   * @param steps how many steps, at least 2 unless another spacing is chosen
   * @return the method
   */
  public static DpmSolverPlusPlus steps(int steps) {
    return new DpmSolverPlusPlus(steps, TimestepSpacing.LINSPACE);
  }

  /**
   * Sets which timesteps are visited.
   *
   * @param value the spacing
   * @return the copy
   */
  public DpmSolverPlusPlus spacing(TimestepSpacing value) {
    return new DpmSolverPlusPlus(steps, value);
  }

  @Override
  public int[] timesteps(NoiseSchedule schedule) {
    return spacing.timesteps(schedule, steps);
  }

  // x_s = (σ_s/σ_t)·x_t − α_s·(e^{−h} − 1)·D with h = λ_s − λ_t, λ = log(α/σ);
  // D = x̂₀ + (x̂₀ − x̂₀ before)·h/(2·h before), or x̂₀ alone in a step of first order
  @Override
  public NDArray next(ReverseStep step) {
    double h = step.to().halfLogSnr() - step.from().halfLogSnr();
    double onClean = -step.to().alpha() * Math.expm1(-h);
    NDArray clean = extrapolated(step, h);
    return Operators.combine(step.to().sigma() / step.from().sigma(), step.x(), onClean, clean);
  }

  private static NDArray extrapolated(ReverseStep step, double h) {
    if (step.past().isEmpty() || Double.isInfinite(h)) {
      return step.clean();
    }
    var past = step.past().get();
    double change = h / (2 * (step.from().halfLogSnr() - past.level().halfLogSnr()));
    return Operators.combine(1 + change, step.clean(), -change, past.clean());
  }
}
