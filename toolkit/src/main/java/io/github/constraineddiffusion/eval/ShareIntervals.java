package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.Locale;

/**
 * Shares of classes with the limits of their 95 % intervals, each class taken for itself.
 *
 * @param share the share of each class; they sum to 1
 * @param lower lower limits, at least 0
 * @param upper upper limits, at most 1
 * @param samples how many images were looked at
 */
public record ShareIntervals(double[] share, double[] lower, double[] upper, int samples) {
  private static final double NORMAL_975 = 1.959963984540054;

  /**
   * Copies the arrays.
   *
   * @param share the share of each class
   * @param lower lower limits
   * @param upper upper limits
   * @param samples how many images were looked at
   */
  public ShareIntervals {
    share = share.clone();
    lower = lower.clone();
    upper = upper.clone();
  }

  /**
   * Takes counted shares with Wilson's interval, which is right for a class that never came too.
   *
   * @param counts images of each class, at least one in all
   * @return shares and limits
   */
  public static ShareIntervals wilson(int... counts) {
    int samples = Arrays.stream(counts).sum();
    if (samples < 1 || Arrays.stream(counts).anyMatch(c -> c < 0)) {
      throw new IllegalArgumentException(
          "counts are %s, but must be at least 0 and not all 0".formatted(Arrays.toString(counts)));
    }
    double[] share = Arrays.stream(counts).mapToDouble(c -> (double) c / samples).toArray();
    return wilson(share, samples);
  }

  /**
   * Wilson's limits: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), also for shares p that
   * are no counts.
   */
  static ShareIntervals wilson(double[] share, int samples) {
    var lower = new double[share.length];
    var upper = new double[share.length];
    double z2 = NORMAL_975 * NORMAL_975 / samples;
    for (int i = 0; i < share.length; i++) {
      double p = share[i];
      double half = Math.sqrt(z2 * p * (1 - p) + z2 * z2 / 4);
      lower[i] = Math.max(0, Math.min(p, (p + z2 / 2 - half) / (1 + z2)));
      upper[i] = Math.min(1, Math.max(p, (p + z2 / 2 + half) / (1 + z2)));
    }
    return new ShareIntervals(share, lower, upper, samples);
  }

  /** {@return a copy of the shares} */
  @Override
  public double[] share() {
    return share.clone();
  }

  /** {@return a copy of the lower limits} */
  @Override
  public double[] lower() {
    return lower.clone();
  }

  /** {@return a copy of the upper limits} */
  @Override
  public double[] upper() {
    return upper.clone();
  }

  /** {@return the distance of each share from its farther limit, for symmetric error bars} */
  public double[] margin95() {
    var margin = new double[share.length];
    Arrays.setAll(margin, i -> Math.max(share[i] - lower[i], upper[i] - share[i]));
    return margin;
  }

  /**
   * Returns the share of one class by itself.
   *
   * @param label the class, from 0
   * @return the share with its interval; its standard error is the interval's half width over 1.96
   */
  public IntervalEstimate of(int label) {
    if (label < 0 || label >= share.length) {
      throw new IllegalArgumentException(
          "class is %d, but there are %d, from 0: give one of those"
              .formatted(label, share.length));
    }
    double error = (upper[label] - lower[label]) / (2 * NORMAL_975);
    return new IntervalEstimate(share[label], error, lower[label], upper[label], samples);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < share.length; i++) {
      text.append(i == 0 ? "" : ", ")
          .append(String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", share[i], lower[i], upper[i]));
    }
    return text + " (95 %, " + samples + " images)";
  }
}
