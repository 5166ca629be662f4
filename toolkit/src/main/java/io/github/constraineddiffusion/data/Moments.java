package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The mean of a distribution, and its variance about it averaged over the dimensions: the isotropic
 * Gaussian nearest to it. Immutable.
 */
public final class Moments {
  /** Numbers drawn at once, at most: 16 MB. */
  private static final long CHUNK = 4 << 20;

  private static final int SAMPLES = 10_000;
  private static final int LEAST = 500;

  private final float[] mean;
  private final double variance;

  private Moments(float[] mean, double variance) {
    this.mean = mean;
    this.variance = variance;
  }

  /**
   * Measures a distribution by samples of it: 10,000, or as many as 16 MB hold, at least 500.
   *
   * @param manager owner of temporary arrays
   * @param random the generator for choices made in Java
   * @param source draws the samples
   * @return mean and variance
   * @throws IllegalArgumentException where all samples are the same, or some are not finite
   */
  public static Moments of(NDManager manager, RandomGenerator random, SampleSource source) {
    int count = (int) Math.max(LEAST, Math.min(SAMPLES, CHUNK / source.sampleShape().size()));
    try (NDManager scope = manager.newSubManager()) {
      NDArray samples = source.sample(scope, random, count);
      NDArray mean = samples.mean(new int[] {0}, true);
      double variance = samples.sub(mean).square().mean().getFloat();
      if (!(variance > 0) || !Double.isFinite(variance)) {
        throw new IllegalArgumentException(
            "the data have variance %s over %d samples, but a network is scaled by it: %s"
                .formatted(
                    variance, count, "give data that differ from each other and are all finite"));
      }
      return new Moments(mean.toFloatArray(), variance);
    }
  }

  /** {@return the mean, the numbers of one sample in their order} */
  public float[] mean() {
    return mean.clone();
  }

  /** {@return the variance about the mean, averaged over the dimensions} */
  public double variance() {
    return variance;
  }

  /** {@return a text that is equal for equal moments} */
  public String fingerprint() {
    return Fingerprint.of("moments", List.of(Arrays.toString(mean), Double.toString(variance)));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d dimensions, variance %.4g", mean.length, variance);
  }
}
