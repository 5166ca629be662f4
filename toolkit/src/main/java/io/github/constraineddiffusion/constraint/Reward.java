package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;

/** What a sample is worth: a number for each, bounded above on the data, in a unit of its own. */
@FunctionalInterface
public interface Reward {

  /**
   * Rewards samples, without recording for gradients.
   *
   * @param samples float32, shape (N, sample shape); images in [−1, 1]
   * @return N finite numbers
   */
  float[] of(NDArray samples);

  /**
   * Returns a text that is equal for equal rewards: it goes into checkpoints and fingerprints.
   *
   * @return the class's name, unless a reward says more; "a lambda" for a lambda
   */
  default String identity() {
    return getClass().isHidden() || getClass().isSynthetic() ? "a lambda" : getClass().getName();
  }
}
