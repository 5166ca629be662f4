package io.github.constraineddiffusion.dual;

import java.util.List;

/**
 * A warning about multipliers that do not settle.
 *
 * @param kind what is wrong
 * @param step training step at which it was noticed
 * @param constraints names of the constraints concerned
 * @param message what was seen, with numbers, and what to do
 */
public record DualAlarm(Kind kind, int step, List<String> constraints, String message) {

  /** What can go wrong with multipliers. */
  public enum Kind {
    /** Multipliers grow while the violation stays: the thresholds are probably infeasible. */
    DIVERGING,
    /** Multipliers swing with large amplitude: the dual step is probably too large. */
    OSCILLATING
  }

  /** Copies the list. */
  public DualAlarm {
    constraints = List.copyOf(constraints);
  }
}
