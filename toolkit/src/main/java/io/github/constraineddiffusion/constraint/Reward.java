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
   * <p>All lambdas have one identity: a sweep whose lambda has changed finds the old runs in its
   * store. Give a lambda an identity by {@link #named}, and another one when it changes.
   *
   * @return the class's name, unless a reward says more; "a lambda" for a lambda
   */
  default String identity() {
    return getClass().isHidden() || getClass().isSynthetic() ? "a lambda" : getClass().getName();
  }

  /**
   * Gives a reward an identity, a lambda above all: {@code Reward.named("height v2", x -> …)}.
   *
   * @param identity a text that changes whenever the reward does
   * @param reward what is rewarded
   * @return the reward with this identity
   * @throws IllegalArgumentException if the identity is blank
   */
  static Reward named(String identity, Reward reward) {
    return new NamedReward(identity, reward);
  }
}
