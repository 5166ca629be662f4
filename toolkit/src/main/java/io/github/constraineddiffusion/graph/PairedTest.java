package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/**
 * Two samples compared pair by pair. The tests speak of what differs between the runs, that is of
 * initial weights, not of other series: on one series they say whether the difference is due to the
 * weights drawn.
 *
 * @param name of the first sample
 * @param other name of the second
 * @param difference mean of first − second with its 95 % interval; below 0 the first is better
 * @param studentP two-sided p-value of Student's paired test; 1 for equal samples
 * @param wilcoxonP two-sided p-value of Wilcoxon's signed ranks, pairs without a difference left
 *     out; 1 for equal samples
 */
public record PairedTest(
    String name, String other, IntervalEstimate difference, double studentP, double wilcoxonP) {
  /** Up to here the signs are enumerated: 2^20 of them. */
  private static final int EXACT = 20;

  /**
   * Compares.
   *
   * @param name of the first sample
   * @param a at least 2 numbers
   * @param other name of the second sample
   * @param b as many, a pair at each index
   * @return the comparison
   */
  public static PairedTest of(String name, double[] a, String other, double[] b) {
    if (a.length != b.length || a.length < 2) {
      throw new IllegalArgumentException(
          ("%s has %d runs and %s has %d, but a paired test needs equally many, at least 2: train"
                  + " more runs")
              .formatted(name, a.length, other, b.length));
    }
    double[] d = IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    return new PairedTest(name, other, IntervalEstimate.mean(d), student(d), wilcoxon(d));
  }

  private static double student(double[] d) {
    if (StatUtils.variance(d) > 0) {
      return new TTest().tTest(0, d);
    }
    return d[0] == 0 ? 1 : 0;
  }

  private static double wilcoxon(double[] d) {
    double[] changed = Arrays.stream(d).filter(v -> v != 0).toArray();
    if (changed.length == 0) {
      return 1;
    }
    boolean exact = changed.length <= EXACT;
    double p =
        new WilcoxonSignedRankTest()
            .wilcoxonSignedRankTest(changed, new double[changed.length], exact);
    return Math.min(1, p);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s − %s: %s, p = %.3g (Student), %.3g (Wilcoxon)",
        name,
        other,
        difference,
        studentP,
        wilcoxonP);
  }
}
