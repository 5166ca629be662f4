package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * An estimate with a 95 % interval from Student's t.
 *
 * @param value the estimate
 * @param standardError its standard error, same unit
 * @param lower lower limit of the 95 % interval
 * @param upper upper limit of the 95 % interval
 * @param samples how many independent images it was made from
 */
public record IntervalEstimate(
    double value, double standardError, double lower, double upper, int samples) {

  /** {@return half the width of the interval} */
  public double margin95() {
    return (upper - lower) / 2;
  }

  /**
   * Takes the mean of independent numbers.
   *
   * @param y at least 2
   * @return their mean with its interval
   */
  public static IntervalEstimate mean(double[] y) {
    double error = Math.sqrt(StatUtils.variance(y) / y.length);
    return student(StatUtils.mean(y), error, y.length - 1.0, y.length);
  }

  /**
   * Takes a value whose error is that of the sum of two means of independent numbers (Welch 1947).
   *
   * @param value the estimate
   * @param first at least 2 numbers; their spread counts, not their mean
   * @param second at least 2 numbers
   */
  static IntervalEstimate welch(double value, double[] first, double[] second) {
    double a = StatUtils.variance(first) / first.length;
    double b = StatUtils.variance(second) / second.length;
    double freedom = (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1));
    return student(value, Math.sqrt(a + b), freedom, first.length + second.length);
  }

  private static IntervalEstimate student(double value, double error, double freedom, int samples) {
    double t = error > 0 ? new TDistribution(null, freedom).inverseCumulativeProbability(0.975) : 0;
    return new IntervalEstimate(value, error, value - t * error, value + t * error, samples);
  }

  /** {@return this value with an interval that says nothing} */
  IntervalEstimate unbounded() {
    return new IntervalEstimate(
        value, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, samples);
  }

  /** Returns a·x + b·y element by element. */
  static double[] combine(double a, double[] x, double b, double[] y) {
    var sum = new double[x.length];
    Arrays.setAll(sum, i -> a * x[i] + b * y[i]);
    return sum;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g [%.4g, %.4g]", value, lower, upper);
  }
}
