package io.github.constraineddiffusion.dual;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The νPI controller (arXiv 2406.04558; used in arXiv 2508.19104): the proportional term damps the
 * oscillation that a model lagging behind its multipliers causes.
 *
 * <p>The step size of the schedule multiplies both gains: at step size 1 the gains are the paper's.
 *
 * @param proportional κ_p, not negative
 * @param integral κ_i, above 0
 * @param nu ν, the smoothing of the violation, in [0, 1)
 */
public record NuPi(double proportional, double integral, double nu) implements DualUpdate {
  private static final String SMOOTHED = "nuPI smoothed violation";

  /**
   * Checks the gains.
   *
   * @param proportional κ_p, not negative
   * @param integral κ_i, above 0
   * @param nu ν, the smoothing of the violation, in [0, 1)
   */
  public NuPi {
    if (!(proportional >= 0 && Double.isFinite(proportional))) {
      throw new IllegalArgumentException(
          "proportional gain is " + proportional + ", but must not be negative: try 20");
    }
    if (!(integral > 0 && Double.isFinite(integral))) {
      throw new IllegalArgumentException(
          "integral gain is " + integral + ", but must be above 0: try 1");
    }
    if (!(nu >= 0 && nu < 1)) {
      throw new IllegalArgumentException("nu is " + nu + ", but must lie in [0, 1): try 0.9");
    }
  }

  /**
   * Returns gains that damp a lag of some twenty updates: κ_p = 20, κ_i = 1, ν = 0.9.
   *
   * @return the controller
   */
  public static NuPi withDefaults() {
    return new NuPi(20, 1, 0.9);
  }

  @Override
  public String name() {
    return "nuPI";
  }

  @Override
  public double defaultStepSize() {
    return 0.05;
  }

  // ξ_t = ν·ξ_{t−1} + (1−ν)·e_t,  λ ← [λ + η·(κ_i·e_t + κ_p·(ξ_t − ξ_{t−1}))]₊, with ξ_0 = e_1
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    double[] lambda = state.lambda();
    double[] before = state.updates() == 0 ? violation.clone() : state.recall(SMOOTHED);
    double[] after = new double[lambda.length];
    for (int i = 0; i < lambda.length; i++) {
      after[i] = nu * before[i] + (1 - nu) * violation[i];
      double change = integral * violation[i] + proportional * (after[i] - before[i]);
      lambda[i] = Math.max(0, lambda[i] + stepSize * change);
    }
    return state.updated(lambda).remember(SMOOTHED, after);
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name());
    map.put("proportional", proportional);
    map.put("integral", integral);
    map.put("nu", nu);
    return map;
  }
}
