package io.github.constraineddiffusion.dual;

import java.util.Arrays;
import java.util.Map;

/**
 * Projected sub-gradient ascent on the simplex {λ ≥ 0, Σλ = 1}: the dual step of arXiv 2508.19104,
 * algorithms 2 and 3, where the multipliers weigh models against each other.
 *
 * <p>A number added to every violation changes nothing.
 */
public record SimplexAscent() implements DualUpdate {
  private static final double ROUNDING = 1e-9;

  /**
   * Returns a step size that is usually stable for divergences of a size: 0.75/(m·largest). The
   * dual function curves as log-densities vary, which for Gaussians of equal covariance is by twice
   * the divergence; for very unequal models the decay of the step has to help.
   *
   * @param largest the largest divergence measured, in nats
   * @param models m, how many there are
   * @return the step size
   */
  public static double usualStepSize(double largest, int models) {
    return 0.75 / (models * Math.max(largest, 1e-3));
  }

  @Override
  public String name() {
    return "simplex";
  }

  @Override
  public double defaultStepSize() {
    return 0.05;
  }

  // λ ← proj_simplex(λ + η·violation)
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    double[] lambda = state.lambda();
    for (int i = 0; i < lambda.length; i++) {
      lambda[i] += stepSize * violation[i];
    }
    return state.updated(SimplexProjection.project(lambda));
  }

  @Override
  public DualState start(double... lambda) {
    double sum = 0;
    for (double value : lambda) {
      sum += value;
    }
    if (lambda.length > 0 && Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "the weights start at a sum of "
              + sum
              + ", but lie on the simplex: give numbers that sum to 1, or none for equal weights");
    }
    return DualUpdate.super.start(lambda);
  }

  /** Returns equal weights. */
  @Override
  public double[] origin(int constraints) {
    double[] equal = new double[constraints];
    Arrays.fill(equal, 1.0 / constraints);
    return equal;
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("name", name());
  }
}
