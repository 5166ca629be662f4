package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Shares of true classes behind the classes that a classifier gave.
 *
 * <p>With C_ij the probability that an image of class i is given class j, the classes given have
 * the shares f = Cᵀ s. The most likely s on the simplex solves this where its solution has no
 * negative share, and is found by expectation–maximisation, s_i ← s_i Σ_j f_j C_ij / (Cᵀ s)_j.
 *
 * <p>For the interval f and every row of C are drawn from their posterior given the counts
 * (Dirichlet, with one image of prior weight spread over the classes), s is solved for each draw,
 * and the middle 95 % are taken; never less than counting alone leaves open, as where s is 0.
 */
final class ConfusionCorrection {
  private static final int DRAWS = 2000;
  private static final int MAX_ITERATIONS = 2000;
  private static final double TOLERANCE = 1e-9;
  private static final double DRAW_TOLERANCE = 1e-6;
  private static final long SEED = 20_240_815;

  private ConfusionCorrection() {}

  static ShareIntervals of(int[] given, ConfusionMatrix confusion) {
    if (given.length != confusion.classes()) {
      throw new IllegalArgumentException(
          "there are counts of %d classes, but the confusion matrix has %d"
              .formatted(given.length, confusion.classes()));
    }
    confusion.requireAllClasses();
    int samples = Arrays.stream(given).sum();
    int[][] counts = confusion.counts();
    double[][] rates =
        Arrays.stream(counts).map(ConfusionCorrection::normalised).toArray(double[][]::new);
    double[] share = solve(normalised(given), rates, TOLERANCE);
    double[][] draws = draws(given, counts);
    ShareIntervals counted = ShareIntervals.wilson(share, samples);
    double[] lower = counted.lower();
    double[] upper = counted.upper();
    for (int i = 0; i < share.length; i++) {
      var percentile = new Percentile();
      percentile.setData(draws[i]);
      lower[i] = Math.min(lower[i], percentile.evaluate(2.5));
      upper[i] = Math.max(upper[i], percentile.evaluate(97.5));
    }
    return new ShareIntervals(share, lower, upper, samples);
  }

  /** Draws of every share, by class. */
  private static double[][] draws(int[] given, int[][] counts) {
    RandomGenerator random = new Well19937c(SEED);
    double[][] f = dirichlet(random, given);
    var rows = new double[counts.length][][];
    for (int i = 0; i < counts.length; i++) {
      rows[i] = dirichlet(random, counts[i]);
    }
    var draws = new double[given.length][DRAWS];
    var confusion = new double[counts.length][];
    for (int k = 0; k < DRAWS; k++) {
      for (int i = 0; i < counts.length; i++) {
        confusion[i] = rows[i][k];
      }
      double[] share = solve(f[k], confusion, DRAW_TOLERANCE);
      for (int i = 0; i < share.length; i++) {
        draws[i][k] = share[i];
      }
    }
    return draws;
  }

  /** Draws of the shares behind counts. */
  private static double[][] dirichlet(RandomGenerator random, int[] counts) {
    var draws = new double[DRAWS][counts.length];
    for (int j = 0; j < counts.length; j++) {
      var gamma = new GammaDistribution(random, counts[j] + 1.0 / counts.length, 1);
      for (double[] draw : draws) {
        draw[j] = gamma.sample();
      }
    }
    for (double[] draw : draws) {
      double sum = Arrays.stream(draw).sum();
      Arrays.setAll(draw, j -> draw[j] / sum);
    }
    return draws;
  }

  /** Expectation–maximisation from equal shares. */
  private static double[] solve(double[] given, double[][] confusion, double tolerance) {
    int size = given.length;
    var share = new double[size];
    Arrays.fill(share, 1.0 / size);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] next = step(share, given, confusion);
      double change = 0;
      for (int i = 0; i < size; i++) {
        change = Math.max(change, Math.abs(next[i] - share[i]));
      }
      share = next;
      if (change < tolerance) {
        break;
      }
    }
    return share;
  }

  private static double[] step(double[] share, double[] given, double[][] confusion) {
    var next = new double[share.length];
    for (int j = 0; j < given.length; j++) {
      double expected = 0;
      for (int i = 0; i < share.length; i++) {
        expected += share[i] * confusion[i][j];
      }
      for (int i = 0; i < share.length && expected > 0; i++) {
        next[i] += given[j] * share[i] * confusion[i][j] / expected;
      }
    }
    return next;
  }

  private static double[] normalised(int[] counts) {
    double sum = Arrays.stream(counts).sum();
    return Arrays.stream(counts).mapToDouble(c -> c / sum).toArray();
  }
}
