package io.github.constraineddiffusion.divergence;

import java.util.Locale;
import org.apache.commons.math3.stat.StatUtils;

/**
 * An estimated divergence or loss.
 *
 * @param value the estimate, in nats or loss units
 * @param standardError its standard error, same unit
 * @param samples how many samples it was made from
 */
public record Estimate(double value, double standardError, int samples) {

  /**
   * Makes an estimate mean(y) from a stratified sample in the order of the strata.
   *
   * <p>The variance within strata is taken from differences of neighbours: SE² = 1/n² · n/(2(n−1))
   * · Σ (y_{j+1} − y_j)². It errs on the large side where the mean moves with the level.
   *
   * @param y terms, each with the weight of its level
   */
  static Estimate stratified(double[] y) {
    double sum = 0;
    double differences = 0;
    for (int j = 0; j < y.length; j++) {
      sum += y[j];
      if (j > 0) {
        differences += (y[j] - y[j - 1]) * (y[j] - y[j - 1]);
      }
    }
    double n = y.length;
    return new Estimate(sum / n, Math.sqrt(differences / (2 * n * (n - 1))), y.length);
  }

  /**
   * Makes an estimate mean(y) from independent terms.
   *
   * @param y at least 2 terms
   */
  static Estimate independent(double[] y) {
    double error = Math.sqrt(StatUtils.variance(y) / y.length);
    return new Estimate(StatUtils.mean(y), error, y.length);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f ± %.4f", value, standardError);
  }
}
