package io.github.constraineddiffusion.dual;

import java.util.Map;

/** Projected sub-gradient ascent: the dual step of arXiv 2408.15094, algorithm 1. */
public record ProjectedSubgradient() implements DualUpdate {

  @Override
  public String name() {
    return "projected sub-gradient";
  }

  @Override
  public double defaultStepSize() {
    return 0.05;
  }

  // λ_i ← [λ_i + η·violation_i]₊
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    double[] lambda = state.lambda();
    for (int i = 0; i < lambda.length; i++) {
      lambda[i] = Math.max(0, lambda[i] + stepSize * violation[i]);
    }
    return state.updated(lambda);
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("name", name());
  }
}
