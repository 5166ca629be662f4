package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The mean of M successive, dependent numbers by the circular block bootstrap (Politis &amp; Romano
 * 1992): a resample is made of blocks of successive numbers, each beginning anywhere, the first
 * following the last. The last block is cut so that a resample has M numbers too.
 *
 * <p>Within blocks of length l the deviations' variance is too small by 1 − l/M, because they are
 * from the mean of the same numbers; the resampled deviations are scaled by (1 − l/M)^(−½). At l =
 * 1 this is the usual M − 1.
 */
final class BlockBootstrap {
  private static final double LEVEL = 0.05;

  private final double mean;
  private final int samples;
  private final double[] distances;

  /**
   * Resamples.
   *
   * @param values M numbers in the order of time
   * @param block l, from 1 to M/2
   * @param resamples how many, at least 100
   * @param seed the same seed gives the same numbers
   */
  BlockBootstrap(double[] values, int block, int resamples, long seed) {
    requireBlock(block, values.length);
    if (resamples < 100) {
      throw new IllegalArgumentException(
          "resamples is " + resamples + ", but must be at least 100, usually 10000");
    }
    this.mean = StatUtils.mean(values);
    this.samples = values.length;
    this.distances = distances(values, block, resamples, new SplittableRandom(seed));
  }

  private static void requireBlock(int block, int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "there is "
              + samples
              + " test pair, but an interval needs at least 2, usually 50: raise testScans of"
              + " forecast");
    }
    if (block < 1 || block > samples / 2) {
      throw new IllegalArgumentException(
          "block is %d, but must lie from 1 to %d, so that %d test pairs hold two: %s"
              .formatted(block, samples / 2, samples, remedy(block, samples)));
    }
  }

  private static String remedy(int block, int samples) {
    long missing = 2L * block - samples;
    return missing > 0
        ? "raise testScans of forecast by " + missing + " or more, or name a shorter block"
        : "name one of these";
  }

  /** {@return the resampled means' distances from the mean, scaled, rising} */
  private double[] distances(double[] values, int block, int resamples, SplittableRandom random) {
    double[] sums = sums(values, block);
    double scale = 1 / (samples * Math.sqrt(1 - (double) block / samples));
    var result = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      if (Thread.interrupted()) {
        throw new CancellationException("the bootstrap was interrupted: nothing is kept");
      }
      double sum = 0;
      for (int drawn = 0; drawn < samples; drawn += block) {
        int begin = random.nextInt(samples);
        sum += sums[begin + Math.min(block, samples - drawn)] - sums[begin];
      }
      result[r] = scale * Math.abs(sum);
    }
    Arrays.sort(result);
    return result;
  }

  /** {@return sums of the first numbers less their mean, on beyond the last by a block} */
  private double[] sums(double[] values, int block) {
    var sums = new double[samples + block];
    for (int t = 1; t < sums.length; t++) {
      sums[t] = sums[t - 1] + values[(t - 1) % samples] - mean;
    }
    return sums;
  }

  /**
   * The mean with the symmetric interval mean ± q, q being what 5 % of the resampled distances
   * exceed.
   */
  IntervalEstimate mean() {
    int beyond = (int) (LEVEL * (distances.length + 1));
    double margin = distances[distances.length - beyond];
    double error = Math.sqrt(StatUtils.sumSq(distances) / distances.length);
    return new IntervalEstimate(mean, error, mean - margin, mean + margin, samples);
  }

  /**
   * The two-sided p-value of a mean of 0: how often a resample of the centred numbers has a mean as
   * far from 0 as theirs, (1 + count)/(1 + resamples). It is at most 0.05 just where the interval
   * leaves 0 out.
   */
  double p() {
    long asFar = Arrays.stream(distances).filter(d -> d >= Math.abs(mean)).count();
    return (1.0 + asFar) / (1.0 + distances.length);
  }
}
