package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.SampleSource;

/** What the Lagrangian's minimiser models at weights λ on the simplex. */
@FunctionalInterface
public interface Blend {

  /**
   * Returns the distribution at λ.
   *
   * @param lambda one weight for each constraint, at least 0, of sum 1
   * @return a source of its samples
   */
  SampleSource at(double... lambda);
}
