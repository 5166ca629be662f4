package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * Two samples compared pair by pair. Of two graphs on one series the pairs are runs that differ in
 * their initial weights: the tests say whether a difference is due to the weights drawn, not
 * whether another series would show it. As training converges all runs of a filter end at one
 * optimum, and any difference becomes significant. For another stretch of the same series see
 * {@link TimeTest}; for a statement on graphs compare the means of several series, a pair each.
 *
 * @param name of the first sample
 * @param other name of the second
 * @param difference mean of first − second with its 95 % interval; below 0 the first is better
 * @param studentP two-sided p-value of Student's paired test; 1 for equal samples
 * @param wilcoxonP two-sided p-value of Wilcoxon's signed ranks, exact, with ties; pairs without a
 *     difference are left out; 1 for equal samples
 */
public record PairedTest(
    String name, String other, IntervalEstimate difference, double studentP, double wilcoxonP) {
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

  /**
   * Corrects p-values for their number (Holm 1979): the chance that any of several tests of nothing
   * comes out below a level is at most that level.
   *
   * @param p p-values, in [0, 1]
   * @return the corrected ones in the same order, at most 1
   */
  public static double[] holm(double... p) {
    for (double value : p) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            "a p-value is " + value + ", but must lie in [0, 1]: give those of the tests");
      }
    }
    Integer[] rising = IntStream.range(0, p.length).boxed().toArray(Integer[]::new);
    Arrays.sort(rising, Comparator.comparingDouble(i -> p[i]));
    var corrected = new double[p.length];
    double largest = 0;
    for (int k = 0; k < p.length; k++) {
      largest = Math.max(largest, Math.min(1, (p.length - k) * p[rising[k]]));
      corrected[rising[k]] = largest;
    }
    return corrected;
  }

  private static double student(double[] d) {
    if (StatUtils.variance(d) > 0) {
      return new TTest().tTest(0, d);
    }
    return d[0] == 0 ? 1 : 0;
  }

  /** With ranks shared by ties, under all 2^n signs: counted by the sum of positive ranks. */
  private static double wilcoxon(double[] d) {
    double[] changed = Arrays.stream(d).filter(v -> v != 0).toArray();
    double[] sizes = Arrays.stream(changed).map(Math::abs).toArray();
    double[] ranks = changed.length == 0 ? sizes : new NaturalRanking().rank(sizes);
    int most = changed.length * (changed.length + 1);
    double[] chance = new double[most + 1];
    chance[0] = 1;
    int positive = 0;
    for (int i = 0; i < ranks.length; i++) {
      int twice = (int) Math.round(2 * ranks[i]);
      positive += changed[i] > 0 ? twice : 0;
      for (int sum = most; sum >= 0; sum--) {
        chance[sum] = 0.5 * (chance[sum] + (sum >= twice ? chance[sum - twice] : 0));
      }
    }
    int tail = Math.min(positive, most - positive);
    return Math.min(1, 2 * Arrays.stream(chance, 0, tail + 1).sum());
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
