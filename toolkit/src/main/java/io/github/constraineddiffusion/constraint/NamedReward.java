package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/** A reward with an identity of the caller's. */
record NamedReward(String identity, Reward reward) implements Reward {
  NamedReward {
    Objects.requireNonNull(reward, "reward");
    if (identity == null || identity.isBlank()) {
      throw new IllegalArgumentException(
          "the identity of a reward is blank; give a text that changes whenever the reward does");
    }
  }

  @Override
  public float[] of(NDArray samples) {
    return reward.of(samples);
  }
}
