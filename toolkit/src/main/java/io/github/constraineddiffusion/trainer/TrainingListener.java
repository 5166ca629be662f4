package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.dual.DualAlarm;

/** Told what happens while a model trains, on the thread that trains. */
public interface TrainingListener {

  /**
   * Called before the first step, and then at most about four times a second.
   *
   * @param progress where the run is
   */
  void progress(Progress progress);

  /**
   * Called when the multipliers misbehave.
   *
   * @param alarm which constraints, and what to do
   */
  default void alarm(DualAlarm alarm) {}

  /**
   * Called once at the end, also after an interrupt or an error.
   *
   * @param progress where the run stopped
   */
  default void finished(Progress progress) {}
}
