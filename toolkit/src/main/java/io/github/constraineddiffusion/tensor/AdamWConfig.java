package io.github.constraineddiffusion.tensor;

/**
 * Settings of AdamW; defaults are PyTorch's.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay, at least 0
 * @param clip largest norm of the gradient; 0 for no limit
 */
public record AdamWConfig(
    double beta1, double beta2, double epsilon, double weightDecay, double clip) {

  /**
   * Checks the ranges.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   * @param weightDecay decoupled weight decay
   * @param clip largest norm of the gradient
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
    return new AdamWConfig(0.9, 0.999, 1e-8, 0.01, 1);
  }

  /**
   * Returns a copy with another weight decay.
   *
   * @param value the new value
   * @return a copy with another weight decay
   */
  public AdamWConfig withWeightDecay(double value) {
    return new AdamWConfig(beta1, beta2, epsilon, value, clip);
  }

  /**
   * Returns a copy with another limit on the gradient's norm.
   *
   * @param value the new value
   * @return a copy with another limit on the gradient's norm
   */
  public AdamWConfig withClip(double value) {
    return new AdamWConfig(beta1, beta2, epsilon, weightDecay, value);
  }

  private static void requireRange(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but must lie in [" + low + ", " + high + "]");
    }
  }
}
