package io.github.constraineddiffusion.dual;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Projected sub-gradient ascent with momentum, the heavy ball of Polyak (1964): a step carries on
 * part of the last one, so that noise averages out and a steady violation is answered by 1/(1 − β)
 * of the step size. A model that lags behind swings more than without; where λ meets 0 it stops.
 *
 * @param beta β, the part of the last step that is carried on, in [0, 1)
 */
public record Momentum(double beta) implements DualUpdate {
  private static final String BEFORE = "momentum lambda before";

  /**
   * Checks β.
   *
   * @param beta β, the part of the last step that is carried on, in [0, 1)
   */
  public Momentum {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException("beta is " + beta + ", but must lie in [0, 1): try 0.5");
    }
  }

  @Override
  public String name() {
    return "momentum";
  }

  /** Returns what moves λ in the long run as far as the sub-gradient's 0.05 does. */
  @Override
  public double defaultStepSize() {
    return 0.05 * (1 - beta);
  }

  // λ_{k+1} = [λ_k + η·violation_k + β·(λ_k − λ_{k−1})]₊, with λ_{−1} = λ_0
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    double[] now = state.lambda();
    double[] before = state.memory().containsKey(BEFORE) ? state.recall(BEFORE) : now;
    double[] lambda = new double[now.length];
    for (int i = 0; i < lambda.length; i++) {
      double carried = beta * (now[i] - before[i]);
      lambda[i] = Math.max(0, now[i] + stepSize * violation[i] + carried);
    }
    return state.updated(lambda).remember(BEFORE, now);
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name());
    map.put("beta", beta);
    return map;
  }
}
