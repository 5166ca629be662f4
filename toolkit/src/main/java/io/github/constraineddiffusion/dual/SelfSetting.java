package io.github.constraineddiffusion.dual;

import java.util.Map;

/**
 * Projected sub-gradient ascent with a step size of its own for every constraint.
 *
 * <p>The first step moves λ by about 0.02. While a violation keeps its sign, its step size grows by
 * 5 % an update; where the sign flips beyond the noise, it is halved. After a flip it grows only
 * when the sign has lasted twice as long as ever before, so that the swings of a lagging model
 * shrink it to where they die out. Signs within three standard errors count for nothing.
 *
 * <p>Own design in the spirit of Rprop (Riedmiller and Braun, 1993); the step size given by the
 * schedule, 1 unless set, is a factor on the step found.
 */
public record SelfSetting() implements DualUpdate {

  @Override
  public String name() {
    return "self-setting";
  }

  @Override
  public double defaultStepSize() {
    return 1;
  }

  // λ_i ← [λ_i + η·η_i·violation_i]₊, η_i as above
  @Override
  public DualState next(
      DualState state, double[] violation, double[] standardError, double stepSize) {
    Violations.check(state, violation, stepSize);
    var adaptation = new StepAdaptation(state);
    double[] lambda = state.lambda();
    for (int i = 0; i < lambda.length; i++) {
      double error = Double.isNaN(standardError[i]) ? 0 : standardError[i];
      double own = adaptation.step(i, lambda[i], violation[i], error);
      lambda[i] = Math.max(0, lambda[i] + stepSize * own * violation[i]);
    }
    return adaptation.rememberIn(state.updated(lambda));
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("name", name());
  }
}
