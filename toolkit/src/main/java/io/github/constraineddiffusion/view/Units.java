package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.trainer.GeneratedMeasurement;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.ShareMeasurement;

/** Names of units. */
final class Units {
  static final String NATS = "nats";
  static final String SHARE = "nats of −log share";
  private static final String LOSS = "mean squared error";

  private static final String REWARDS = "rewards in their own units";

  private Units() {}

  /** Returns what the constraints of a run were measured as. */
  static String of(Run run) {
    if (run.measurement() instanceof GeneratedMeasurement how) {
      String own = how.divergences().isEmpty() ? SHARE : of(run.problem().divergencesOnly());
      return run.problem().constraints().isEmpty() ? REWARDS : own + ", " + REWARDS;
    }
    return run.measurement() instanceof ShareMeasurement ? SHARE : of(run.problem());
  }

  /** Returns the unit that a problem's thresholds are measured in. */
  static String of(ConstrainedProblem problem) {
    long nats = problem.constraints().stream().filter(c -> c.threshold().hasNats()).count();
    if (nats == 0) {
      return LOSS;
    }
    return nats == problem.constraints().size() ? NATS : NATS + " or " + LOSS;
  }
}
