package io.github.constraineddiffusion.data;

import java.util.random.RandomGenerator;

/**
 * Divides a batch among weighted parts by systematic resampling: sample j goes to the part where
 * the cumulative weight reaches (j + u)/n, with a single uniform u.
 *
 * <p>Unbiased (part k gets n·w_k in expectation), and never more than one sample away from n·w_k:
 * the least variance a batch's composition can have.
 */
public final class SystematicAllocation {
  private SystematicAllocation() {}

  /**
   * Returns how many samples each part gets: ⌊n·w_k⌋ or ⌈n·w_k⌉, and none for a weight of 0.
   *
   * @param weights of the parts, at least 0, with the sum 1
   * @param random the generator
   * @param n how many samples there are
   * @return one number a part, with the sum n
   */
  public static int[] counts(double[] weights, RandomGenerator random, int n) {
    int last = lastPositive(weights);
    double u = random.nextDouble();
    var counts = new int[weights.length];
    double cumulative = 0;
    int before = 0;
    for (int k = 0; k <= last; k++) {
      cumulative += weights[k];
      // the last part ends at exactly 1, whatever the rounding of the sum
      int upTo = k == last ? n : (int) Math.min(n, Math.ceil(n * cumulative - u));
      counts[k] = upTo - before;
      before = upTo;
    }
    return counts;
  }

  /**
   * Returns the part of each of the n samples, in random order: a trainer may stratify noise levels
   * along the batch, which must not line up with the parts.
   *
   * @param weights of the parts, at least 0, with the sum 1
   * @param random the generator
   * @param n how many samples there are
   * @return a part for each sample
   */
  public static int[] shuffledLabels(double[] weights, RandomGenerator random, int n) {
    int[] counts = counts(weights, random, n);
    var labels = new int[n];
    int next = 0;
    for (int k = 0; k < counts.length; k++) {
      for (int c = 0; c < counts[k]; c++) {
        labels[next++] = k;
      }
    }
    shuffle(labels, random);
    return labels;
  }

  /** Fisher and Yates. */
  static void shuffle(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }

  private static int lastPositive(double[] weights) {
    int last = weights.length - 1;
    while (weights[last] == 0) {
      last--;
    }
    return last;
  }
}
