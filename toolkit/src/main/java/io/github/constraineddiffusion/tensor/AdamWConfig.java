package io.github.constraineddiffusion.tensor;

/**
 * Settings of AdamW; defaults are PyTorch's.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay, at least 0
 * @param clip largest norm of the gradient; 0 for no limit
 * @param towardsStart whether weights decay to what they were when training began, not to zero
 */
public record AdamWConfig(
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clip,
    boolean towardsStart) {

  /**
   * Checks the ranges.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   * @param weightDecay decoupled weight decay
   * @param clip largest norm of the gradient
   * @param towardsStart whether weights decay to what they were when training began
   */
  public AdamWConfig {
    requireRange("beta1", beta1, 0, Math.nextDown(1.0));
    requireRange("beta2", beta2, 0, Math.nextDown(1.0));
    requireRange("epsilon", epsilon, Double.MIN_NORMAL, 1);
    requireRange("weightDecay", weightDecay, 0, 1e6);
    requireRange("clip", clip, 0, Double.MAX_VALUE);
  }

  /** {@return PyTorch's defaults with the clipping at 1 that diffusion training uses} */
  public static AdamWConfig defaults() {
    return new AdamWConfig(0.9, 0.999, 1e-8, 0.01, 1, false);
  }

  /**
   * Returns a copy with another weight decay, towards zero: w ← w − ηδw before each step, η being
   * the learning rate.
   *
   * @param value δ, at least 0
   * @return the copy
   */
  public AdamWConfig withWeightDecay(double value) {
    return new AdamWConfig(beta1, beta2, epsilon, value, clip, false);
  }

  /**
   * Returns a copy whose weights decay towards what they were when training began: w ← w − ηδ(w −
   * w₀) before each step, η being the learning rate. For fine-tuning without forgetting: the
   * decoupled form of L2-SP (Li, Grandvalet &amp; Davoine 2018, "Explicit Inductive Bias for
   * Transfer Learning with Convolutional Networks", equation 2).
   *
   * @param value δ, at least 0; left to the decay alone, weights come (1 − ηδ) times closer a step
   * @return the copy
   */
  public AdamWConfig withDecayTowardsStart(double value) {
    return new AdamWConfig(beta1, beta2, epsilon, value, clip, true);
  }

  /**
   * Returns a copy with another limit on the gradient's norm.
   *
   * @param value the new value
   * @return a copy with another limit on the gradient's norm
   */
  public AdamWConfig withClip(double value) {
    return new AdamWConfig(beta1, beta2, epsilon, weightDecay, value, towardsStart);
  }

  /** Names the start only where it plays a part: checkpoints are told apart by this text. */
  @Override
  public String toString() {
    return "AdamWConfig[beta1=%s, beta2=%s, epsilon=%s, weightDecay=%s%s, clip=%s]"
        .formatted(beta1, beta2, epsilon, weightDecay, towardsStart ? " towards start" : "", clip);
  }

  private static void requireRange(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but must lie in [" + low + ", " + high + "]");
    }
  }
}
