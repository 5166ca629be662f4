package io.github.constraineddiffusion.dual;

import java.util.List;

/**
 * A warning about the multipliers while training.
 *
 * @param kind what they do
 * @param step the training step at which it was noticed
 * @param constraints the names of the constraints that do it
 * @param message what was seen and what helps, in plain words
 */
public record DualAlarm(Kind kind, int step, List<String> constraints, String message) {

  /** What the multipliers do. */
  public enum Kind {
    /** They grow without end: the thresholds cannot be met together. */
    DIVERGING,
    /** They swing without settling: the dual step is too large for the model's lag. */
    OSCILLATING
  }

  /**
   * Copies the list.
   *
   * @param kind what they do
   * @param step the training step at which it was noticed
   * @param constraints the names of the constraints that do it
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
