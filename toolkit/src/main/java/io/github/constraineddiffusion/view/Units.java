package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;

/** Names of units. */
final class Units {
  static final String NATS = "nats";
  private static final String LOSS = "mean squared error";

  private Units() {}

  /** Returns the unit that a problem's thresholds are measured in. */
  static String of(ConstrainedProblem problem) {
    long nats = problem.constraints().stream().filter(c -> c.threshold().hasNats()).count();
    if (nats == 0) {
      return LOSS;
    }
    return nats == problem.constraints().size() ? NATS : NATS + " or " + LOSS;
  }
}
