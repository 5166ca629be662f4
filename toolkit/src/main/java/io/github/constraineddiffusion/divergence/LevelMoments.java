package io.github.constraineddiffusion.divergence;

import java.util.Arrays;

/**
 * How large the terms of a KL integral have been at each part of the noise range, learned from
 * earlier measurements, so that later ones draw more levels where the integral is decided.
 *
 * <p>Immutable. Estimates stay unbiased: a measurement's levels depend on earlier ones only.
 */
public final class LevelMoments {
  private static final int BINS = 20;
  private static final int REACH = 3;
  private static final double MEMORY = 0.95;

  /** Every bin keeps this fraction of the mean size, so that nothing is overlooked for good. */
  private static final double FLOOR = 0.3;

  private final double[] secondMoments;

  private LevelMoments(double[] secondMoments) {
    this.secondMoments = secondMoments;
  }

  /** {@return the moments of someone who knows nothing: all equal} */
  public static LevelMoments unknown() {
    return new LevelMoments(new double[0]);
  }

  /**
   * Returns the moments that {@link #values()} gave.
   *
   * @param values as saved
   * @return the moments that {@link #values()} gave
   */
  public static LevelMoments of(double... values) {
    if (values.length != 0 && values.length != BINS) {
      throw new IllegalArgumentException(
          "level moments are " + values.length + " numbers, but must be " + BINS + " or none");
    }
    return new LevelMoments(values.clone());
  }

  /** {@return the mean squares by bin, for checkpoints; empty where nothing is known} */
  public double[] values() {
    return secondMoments.clone();
  }

  /** Returns the relative size of terms at a position in [0, 1). */
  double size(double position) {
    if (secondMoments.length == 0) {
      return 1;
    }
    double mean = Arrays.stream(secondMoments).map(Math::sqrt).average().orElse(1);
    return mean == 0 ? 1 : Math.sqrt(largestAround(bin(position))) + FLOOR * mean;
  }

  /**
   * Terms are rare and large at the clean edge of the bulk: a bin is as large as its neighbours.
   */
  private double largestAround(int bin) {
    double largest = 0;
    for (int b = Math.max(0, bin - REACH); b <= Math.min(BINS - 1, bin + REACH); b++) {
      largest = Math.max(largest, secondMoments[b]);
    }
    return largest;
  }

  /**
   * Returns the moments after another measurement.
   *
   * @param positions where the terms lie, in [0, 1)
   * @param terms their values
   */
  LevelMoments with(double[] positions, double[] terms) {
    double[] sum = new double[BINS];
    int[] count = new int[BINS];
    for (int j = 0; j < terms.length; j++) {
      sum[bin(positions[j])] += terms[j] * terms[j];
      count[bin(positions[j])]++;
    }
    boolean first = secondMoments.length == 0;
    double[] next = first ? new double[BINS] : secondMoments.clone();
    for (int b = 0; b < BINS; b++) {
      if (count[b] > 0) {
        double now = sum[b] / count[b];
        next[b] = first ? now : MEMORY * next[b] + (1 - MEMORY) * now;
      }
    }
    return new LevelMoments(next);
  }

  private static int bin(double position) {
    return Math.min(BINS - 1, (int) (position * BINS));
  }
}
