package io.github.constraineddiffusion.dual;

import java.util.Optional;

/** Looks at one dual update after the other and tells once of one kind of trouble. */
interface Watch {

  /**
   * Takes in one dual update.
   *
   * @param lambda the multipliers that the model has been trained with
   * @param violation the violations measured, in nats where nothing else is said
   * @param error their standard errors, 0 or NaN where unknown
   */
  Optional<DualAlarm> observe(int step, double[] lambda, double[] violation, double[] error);
}
