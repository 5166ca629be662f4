package io.github.constraineddiffusion.eval;

/** How near a reconstruction is to its image, both with pixels in [−1, 1]. */
public enum Fidelity {
  /** Mean squared error over pixels and channels; smaller is better. */
  MSE("mean squared error, pixels in [−1, 1]", false),

  /**
   * Peak signal-to-noise ratio 10·log₁₀(4/MSE) in dB, 4 being the square of the range of a pixel;
   * at most 100 dB. Larger is better.
   */
  PSNR("PSNR, dB", true),

  /**
   * Structural similarity (Wang et al. 2004), at most 1: Gaussian window of 11 × 11 pixels with σ =
   * 1.5, K₁ = 0.01, K₂ = 0.03, range 2, the mean over windows that lie wholly inside the image,
   * then over channels. Images of fewer than 11 pixels on a side get the largest odd window that
   * fits.
   */
  SSIM("SSIM", true);

  private static final double RANGE_SQUARED = 4;
  // equal up to rounding of float32
  private static final double SMALLEST = RANGE_SQUARED * 1e-10;

  private final String label;
  private final boolean rising;

  Fidelity(String label, boolean rising) {
    this.label = label;
    this.rising = rising;
  }

  /** {@return name and unit, for an axis} */
  public String label() {
    return label;
  }

  /** {@return whether larger is better} */
  public boolean largerIsBetter() {
    return rising;
  }

  /** Returns the PSNR in dB of a mean squared error. */
  static double psnr(double mse) {
    return 10 * Math.log10(RANGE_SQUARED / Math.max(SMALLEST, mse));
  }
}
