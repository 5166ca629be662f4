package io.github.constraineddiffusion.dual;

/** Checks of measured violations. */
final class Violations {

  private Violations() {}

  /** Refuses violations that no multiplier should follow. */
  static void check(DualState state, double[] violation, double stepSize) {
    if (violation.length != state.lambda().length) {
      throw new IllegalArgumentException(
          "violations are "
              + violation.length
              + ", but multipliers are "
              + state.lambda().length
              + ": measure each constraint once");
    }
    for (int i = 0; i < violation.length; i++) {
      if (!Double.isFinite(violation[i])) {
        throw new IllegalArgumentException(
            "the violation of constraint "
                + i
                + " is "
                + violation[i]
                + ", but must be finite: the model has diverged; lower its learning rate");
      }
    }
    if (!(stepSize > 0 && Double.isFinite(stepSize))) {
      throw new IllegalArgumentException(
          "the dual step size is " + stepSize + ", but must be positive and finite");
    }
  }
}
