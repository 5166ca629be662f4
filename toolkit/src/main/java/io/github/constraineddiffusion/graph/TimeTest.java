package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Errors of two models compared over the test pairs of one series, which follow each other in time
 * and depend on each other: by the circular block bootstrap of their differences (Politis &amp;
 * Romano 1992), 10,000 resamples.
 *
 * <p>It says whether another stretch of the same recording would show the difference, the series
 * being stationary and the trained models as they are. It does not say whether another training
 * stretch or another person would: for that compare the means of several series, {@link
 * PairedTest}.
 *
 * <p>Few pairs hold few independent blocks, and the interval is too narrow: in simulations with
 * first-order autoregressive differences it covers, at 59 pairs in blocks of 4, 94 % where they are
 * independent, 91 % at lag-1 correlation 0.3 and 87 % at 0.5; at 400 pairs in blocks of 20 and 0.5
 * about 94 %.
 *
 * @param name of the first model
 * @param other name of the second
 * @param difference mean of first − second with its 95 % interval, from the bootstrap; below 0 the
 *     first is better. Samples are test pairs
 * @param p two-sided, from the centred differences: the share of resamples whose mean is as far
 *     from 0; at most 0.05 just where the interval leaves 0 out, 1 for equal errors
 * @param block length of the blocks, test pairs
 */
public record TimeTest(
    String name, String other, IntervalEstimate difference, double p, int block) {
  private static final int RESAMPLES = 10_000;

  /**
   * Compares.
   *
   * @param name of the first model
   * @param a its errors, one a test pair in the order of time
   * @param other name of the second model
   * @param b its errors of the same pairs
   * @param block length of the blocks, from 1 to half the pairs: longer than the differences
   *     remember, and many times shorter than the series
   * @param seed of the resamples
   * @return the comparison
   */
  public static TimeTest of(
      String name, double[] a, String other, double[] b, int block, long seed) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "%s has %d errors and %s has %d, but there must be one of each at every test pair: take"
                  .formatted(name, a.length, other, b.length)
              + " both from the same data");
    }
    double[] d = IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    var bootstrap = new BlockBootstrap(d, block, RESAMPLES, seed);
    return new TimeTest(name, other, bootstrap.mean(), bootstrap.p(), block);
  }

  /**
   * The usual length of blocks, the larger of ⌈M^(1/3)⌉ and Δ+1: the first is the order that is
   * best for the variance of a mean, the second holds the overlap of forecasts Δ scans ahead, whose
   * errors depend on each other up to lag Δ − 1 even where a model is perfect.
   *
   * @param pairs M, test pairs
   * @param delta Δ, scans
   * @return l, test pairs
   */
  public static int usualBlock(int pairs, int delta) {
    return Math.max((int) Math.ceil(Math.cbrt(pairs)), delta + 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s − %s: %s, p = %.3g (blocks of %d)", name, other, difference, p, block);
  }
}
