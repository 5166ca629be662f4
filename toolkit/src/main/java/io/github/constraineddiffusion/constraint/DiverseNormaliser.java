package io.github.constraineddiffusion.constraint;

import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Solves p = m/(ν + κ·log s_c − R) with s_c = Σ of class c p and Σ p = 1, κ &gt; 0.
 *
 * <p>For a given ν each class has one s_c, as its left side rises with s_c and its right side
 * falls; and Σ s_c falls with ν.
 */
final class DiverseNormaliser {
  private static final double ACCURACY = 1e-13;
  private static final int STEPS = 200;

  private final double[][] masses;
  private final double[][] tilts;
  private final double[] top;
  private final double kappa;

  private DiverseNormaliser(double[][] masses, double[][] tilts, double kappa) {
    this.masses = masses;
    this.tilts = tilts;
    this.kappa = kappa;
    this.top = Arrays.stream(tilts).mapToDouble(DiverseNormaliser::max).toArray();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  static double[] probabilities(
      double[] masses, double[] tilts, int[] classOf, int classes, double kappa) {
    int[][] members = members(masses, classOf, classes);
    double[][] ownMasses = new double[classes][];
    double[][] ownTilts = new double[classes][];
    for (int c = 0; c < classes; c++) {
      ownMasses[c] = Arrays.stream(members[c]).mapToDouble(n -> masses[n]).toArray();
      ownTilts[c] = Arrays.stream(members[c]).mapToDouble(n -> tilts[n]).toArray();
    }
    double[] rooms = new DiverseNormaliser(ownMasses, ownTilts, kappa).rooms();
    double[] p = new double[masses.length];
    for (int n = 0; n < p.length; n++) {
      p[n] = masses[n] > 0 ? masses[n] / (rooms[classOf[n]] - tilts[n]) : 0;
    }
    return p;
  }

  private static int[][] members(double[] masses, int[] classOf, int classes) {
    int[] counts = new int[classes];
    for (int n = 0; n < masses.length; n++) {
      counts[classOf[n]] += masses[n] > 0 ? 1 : 0;
    }
    int[][] members = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    int[] next = new int[classes];
    for (int n = 0; n < masses.length; n++) {
      if (masses[n] > 0) {
        members[classOf[n]][next[classOf[n]]++] = n;
      }
    }
    return members;
  }

  /** Returns ν + κ·log s_c of each class. As Σ m = ν − κ·H(s) − E_p[R], ν is bounded. */
  private double[] rooms() {
    double all = Arrays.stream(masses).flatMapToDouble(Arrays::stream).sum();
    double least = Arrays.stream(tilts).flatMapToDouble(Arrays::stream).min().orElseThrow();
    double low = all + least;
    double high = all + max(top) + kappa * Math.log(masses.length);
    double nu =
        sum(low) <= 1
            ? low
            : sum(high) >= 1
                ? high
                : new BrentSolver(ACCURACY, ACCURACY).solve(STEPS, at -> sum(at) - 1, low, high);
    double[] rooms = new double[masses.length];
    Arrays.setAll(rooms, c -> nu + kappa * logShare(c, nu));
    return rooms;
  }

  private double sum(double nu) {
    double sum = 0;
    for (int c = 0; c < masses.length; c++) {
      sum += Math.exp(logShare(c, nu));
    }
    return sum;
  }

  /**
   * Solves u = log h(ν + κu), h(a) = Σ m/(a − R), by Newton's method inside a bracket. With a = top
   * + δ the mass at most gives h ≤ Σm/δ, which bounds u from above.
   */
  private double logShare(int c, double nu) {
    double low = (top[c] - nu) / kappa;
    double high = Math.max(low, 0) + 1;
    while (excess(c, nu, high)[0] < 0) {
      high += high - low;
    }
    double u = high;
    for (int step = 0; step < STEPS; step++) {
      double[] found = excess(c, nu, u);
      if (found[0] > 0) {
        high = u;
      } else {
        low = u;
      }
      double next = u - found[0] / found[1];
      next = next > low && next < high ? next : (low + high) / 2;
      if (Math.abs(next - u) <= ACCURACY * Math.max(1, Math.abs(u))) {
        return next;
      }
      u = next;
    }
    return u;
  }

  /** u − log h(ν + κu) and its derivative by u, 1 − κ·h′/h. */
  private double[] excess(int c, double nu, double u) {
    double room = nu + kappa * u;
    double sum = 0;
    double slope = 0;
    for (int n = 0; n < masses[c].length; n++) {
      double p = masses[c][n] / (room - tilts[c][n]);
      sum += p;
      slope += p / (room - tilts[c][n]);
    }
    return new double[] {u - Math.log(sum), 1 + kappa * slope / sum};
  }
}
