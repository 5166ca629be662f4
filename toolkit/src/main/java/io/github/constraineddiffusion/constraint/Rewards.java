package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;

/** Asks rewards, and checks the answers. */
final class Rewards {
  private Rewards() {}

  /** Returns a finite number for each sample. */
  static float[] of(RewardConstraint constraint, NDArray samples) {
    float[] found = constraint.reward().of(samples);
    long expected = samples.getShape().get(0);
    if (found.length != expected) {
      throw new IllegalArgumentException(
          "reward '%s' gave %d numbers for %d samples: return one for each"
              .formatted(constraint.name(), found.length, expected));
    }
    for (int n = 0; n < found.length; n++) {
      if (!Float.isFinite(found[n])) {
        throw new IllegalArgumentException(
            "reward '%s' of sample %d is %s, but must be finite: bound it, as log(max(p, 0.001)) bounds log p"
                .formatted(constraint.name(), n, found[n]));
      }
    }
    return found;
  }
}
