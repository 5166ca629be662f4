package io.github.constraineddiffusion.dual;

import java.util.Arrays;
import java.util.Map;

/**
 * Projected sub-gradient ascent on the simplex {λ ≥ 0, Σλ = 1}: the dual step of arXiv 2508.19104,
 * algorithms 2 and 3, where the multipliers weigh models against each other.
 *
 * <p>A number added to every violation changes nothing: the divergences themselves may be given.
 *
 * @param relative whether a step is η/(m·largest) for m models, with the largest violation of the
 *     first update; else it is η
 */
public record SimplexAscent(boolean relative) implements DualUpdate {
  private static final double ROUNDING = 1e-9;
  private static final String LARGEST = "largest at first";
  private static final String RELATIVE = "relative";

  /**
   * Returns the rule for a step size of the user's.
   *
   * @return λ ← proj(λ + η·violation)
   */
  public static SimplexAscent absolute() {
    return new SimplexAscent(false);
  }

  /**
   * Returns the rule that suits divergences of any size: 0.01 or 80 nats. The dual function curves
   * as log-densities vary, which for Gaussians of equal covariance is by twice the divergence, so
   * that η up to 1 is stable; for very unequal models the decay of the step has to help.
   *
   * @return λ ← proj(λ + η/(m·largest)·violation)
   */
  public static SimplexAscent scaled() {
    return new SimplexAscent(true);
  }

  @Override
  public String name() {
    return "simplex";
  }

  @Override
  public double defaultStepSize() {
    return relative ? 0.75 : 0.05;
  }

  // λ ← proj_simplex(λ + η·violation)
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    DualState known = relative ? measured(state, violation) : state;
    double scale = relative ? violation.length * known.recall(LARGEST)[0] : 1;
    double[] lambda = known.lambda();
    for (int i = 0; i < lambda.length; i++) {
      lambda[i] += stepSize / scale * violation[i];
    }
    return known.updated(SimplexProjection.project(lambda));
  }

  private static DualState measured(DualState state, double[] violation) {
    if (state.memory().containsKey(LARGEST)) {
      return state;
    }
    return state.remember(LARGEST, Math.max(Arrays.stream(violation).max().orElse(0), 1e-3));
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

  static SimplexAscent fromDescription(Map<String, ?> map) {
    return new SimplexAscent(Boolean.TRUE.equals(map.get(RELATIVE)));
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("name", name(), RELATIVE, relative);
  }
}
