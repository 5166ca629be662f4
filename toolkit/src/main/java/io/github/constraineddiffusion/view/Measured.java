package io.github.constraineddiffusion.view;

/**
 * Measured values with errors, each beside what it should be.
 *
 * @param at exact or asked-for values
 * @param value measured values
 * @param error half widths of their error bars
 */
public record Measured(double[] at, double[] value, double[] error) {

  /**
   * Checks the lengths.
   *
   * @param at exact or asked-for values
   * @param value measured values
   * @param error half widths of their error bars
   */
  public Measured {
    if (at.length == 0 || at.length != value.length || at.length != error.length) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d exact values, %d measured and %d errors: give as many of each, from 1",
              at.length, value.length, error.length));
    }
  }

  double low() {
    double low = Double.POSITIVE_INFINITY;
    for (int i = 0; i < at.length; i++) {
      low = Math.min(low, Math.min(at[i], value[i] - error[i]));
    }
    return low;
  }

  double high() {
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < at.length; i++) {
      high = Math.max(high, Math.max(at[i], value[i] + error[i]));
    }
    return high;
  }
}
