package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The squared maximum mean discrepancy of two sets of features with the kernel
 *
 * <p>k(x, y) = (xᵀy/d + 1)³,
 *
 * <p>unbiased for any number of images (Bińkowski et al. 2018, "KID"): of two samples of one
 * distribution it is 0 in the mean, and may be negative.
 *
 * <p>As for the Fréchet distance, numbers in the space of a digit classifier are not comparable
 * with published KIDs, which are those of Inception-v3.
 *
 * <p>Computed in blocks; on the device lie at most about 8·M·d bytes for the larger set of M
 * images, and 100 MB.
 */
public final class KernelDistance {
  private KernelDistance() {}

  /**
   * Measures the distance from all pairs of images.
   *
   * <p>The standard error is 2·sd(a_i − b_i)/√N, with a_i the mean kernel of generated image i with
   * the other generated images and b_i that with the reference images (the first term of the
   * variance of a U-statistic).
   *
   * @param generated features of N ≥ 2 generated images
   * @param reference features of M ≥ 2 reference images, in the same space
   * @return the distance with its standard error
   */
  public static DistanceEstimate measure(FeatureSet generated, FeatureSet reference) {
    requirePairs(generated);
    requirePairs(reference);
    generated.requireSameSpace(reference);
    double[] within = KernelMeans.within(generated);
    double[] across = KernelMeans.across(generated, reference);
    double others = StatUtils.mean(KernelMeans.within(reference));
    var difference = new double[within.length];
    Arrays.setAll(difference, i -> within[i] - across[i]);
    return new DistanceEstimate(
        "KID",
        generated.space(),
        StatUtils.mean(within) + others - 2 * StatUtils.mean(across),
        2 * Math.sqrt(StatUtils.variance(difference) / difference.length),
        generated.size(),
        reference.size(),
        "");
  }

  /**
   * Measures the distance on random subsets, as published tables do: their figure is the mean of
   * these values, usually with the standard deviation of the values behind it.
   *
   * @param generated features of generated images
   * @param reference features of reference images, in the same space
   * @param subsets how many subsets, usually 100
   * @param size images a subset, at least 2 and at most the smaller set, usually 1000
   * @param seed of the choice, without replacement within a subset
   * @return one value a subset
   */
  public static double[] ofSubsets(
      FeatureSet generated, FeatureSet reference, int subsets, int size, long seed) {
    int most = Math.min(generated.size(), reference.size());
    if (subsets < 1 || size < 2 || size > most) {
      throw new IllegalArgumentException(
          "%d subsets of %d images, but there must be at least 1, of 2 to %d images (the smaller set)"
              .formatted(subsets, size, most));
    }
    var random = new SplittableRandom(seed);
    var values = new double[subsets];
    for (int s = 0; s < subsets; s++) {
      FeatureSet x = generated.take(choose(random, generated.size(), size));
      FeatureSet y = reference.take(choose(random, reference.size(), size));
      values[s] = measure(x, y).value();
    }
    return values;
  }

  /** The first of a shuffle by Fisher and Yates. */
  private static int[] choose(SplittableRandom random, int n, int size) {
    int[] all = IntStream.range(0, n).toArray();
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, n);
      int held = all[i];
      all[i] = all[j];
      all[j] = held;
    }
    return Arrays.copyOf(all, size);
  }

  private static void requirePairs(FeatureSet features) {
    if (features.size() < 2) {
      throw new IllegalArgumentException(
          "KID needs at least 2 images on each side, but one side has " + features.size());
    }
  }
}
