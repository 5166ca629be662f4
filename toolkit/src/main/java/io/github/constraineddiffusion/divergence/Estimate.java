package io.github.constraineddiffusion.divergence;

import java.util.Locale;

/**
 * An estimated divergence or loss.
 *
 * @param value the estimate, in nats or loss units
 * @param standardError its standard error, same unit
 * @param samples how many samples it was made from
 */
public record Estimate(double value, double standardError, int samples) {

  /**
   * Makes an estimate total·mean(values) from a stratified sample in the order of the strata.
   *
   * <p>The variance within strata is taken from differences of neighbours: SE² = total² / n² · n /
   * (2(n−1)) · Σ (y_{j+1} − y_j)². It errs on the large side where the mean moves with the level.
   */
  static Estimate stratified(float[] values, int from, int count, double total, double factor) {
    double sum = 0;
    double differences = 0;
    for (int j = 0; j < count; j++) {
      double y = values[from + j] * factor;
      sum += y;
      if (j > 0) {
        double step = y - values[from + j - 1] * factor;
        differences += step * step;
      }
    }
    double n = count;
    double error = n < 2 ? Double.NaN : Math.sqrt(differences / (2 * n * (n - 1)));
    return new Estimate(total * sum / n, total * error, count);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f ± %.4f", value, standardError);
  }
}
