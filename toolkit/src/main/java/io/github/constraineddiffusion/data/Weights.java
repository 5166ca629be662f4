package io.github.constraineddiffusion.data;

import java.util.Arrays;

/** The check on weights, in one place. */
final class Weights {
  private Weights() {}

  /** Returns the weights divided by their sum. */
  static double[] normalised(double[] weights, int expected, String what) {
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          "%d weights were given for %d %s: give one weight each"
              .formatted(weights.length, expected, what));
    }
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "weight is "
                + weight
                + ", but a weight is a finite number of at least 0: give shares such as 0.94, 0.05,"
                + " 0.01");
      }
      sum += weight;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "weights "
              + Arrays.toString(weights)
              + " sum to "
              + sum
              + ", but the sum must be finite and above 0: give at least one positive weight");
    }
    double total = sum;
    return Arrays.stream(weights).map(weight -> weight / total).toArray();
  }

  static void requireCount(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "count is " + count + ", but a batch has at least 1 sample: ask for 1 or more");
    }
  }
}
