package io.github.constraineddiffusion.dual;

import java.util.List;

/**
 * A warning while training: about the multipliers, or about what they do to the model.
 *
 * @param kind what is wrong
 * @param step the training step at which it was noticed
 * @param constraints the names of the constraints that do it; none where the model does
 * @param message what was seen and what helps, in plain words
 */
public record DualAlarm(Kind kind, int step, List<String> constraints, String message) {

  /** What is wrong. */
  public enum Kind {
    /** They grow without end: the thresholds cannot be met together. */
    DIVERGING,
    /** They swing without settling: the dual step is too large for the model's lag. */
    OSCILLATING,
    /** They leave hardly anything of the data, or a class that was there is lost again. */
    COLLAPSED,
    /** The loss of the primal steps explodes: the learning rate is too large. */
    UNSTABLE
  }

  /**
   * Copies the list.
   *
   * @param kind what is wrong
   * @param step the training step at which it was noticed
   * @param constraints the names of the constraints that do it; none where the model does
   * @param message what was seen and what helps, in plain words
   */
  public DualAlarm {
    constraints = List.copyOf(constraints);
  }

  @Override
  public String toString() {
    return kind + " at step " + step + ": " + message;
  }
}
