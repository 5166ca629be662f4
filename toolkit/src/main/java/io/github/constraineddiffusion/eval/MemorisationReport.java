package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Generated images beside the training images nearest to them.
 *
 * @param space where distances were taken
 * @param nearest for each generated image the index of the nearest training image
 * @param distance for each generated image the Euclidean distance to it
 * @param threshold the distance below which an image counts as memorised
 * @param expected the part of images below the threshold for a model that does not memorise
 * @param heldOut how many held-out images the threshold was taken from, at least 1/expected − 1
 */
public record MemorisationReport(
    String space,
    int[] nearest,
    double[] distance,
    double threshold,
    double expected,
    int heldOut) {

  /**
   * Copies the arrays.
   *
   * @param space where distances were taken
   * @param nearest indices of training images
   * @param distance distances to them
   * @param threshold the distance below which an image counts as memorised
   * @param expected the part below the threshold without memorisation
   * @param heldOut how many held-out images the threshold was taken from
   */
  public MemorisationReport {
    nearest = nearest.clone();
    distance = distance.clone();
  }

  /** {@return a copy of the indices of the nearest training images} */
  @Override
  public int[] nearest() {
    return nearest.clone();
  }

  /** {@return a copy of the distances} */
  @Override
  public double[] distance() {
    return distance.clone();
  }

  /**
   * {@return the part of the generated images that count as memorised, and the part that do not}
   */
  public ShareIntervals memorised() {
    int count = (int) Arrays.stream(distance).filter(d -> d < threshold).count();
    return ShareIntervals.wilson(count, distance.length - count);
  }

  /**
   * Returns the expected part with a 95 % interval, which comes from the choice of the held-out
   * images: the threshold is the k-th smallest of n distances, k = expected·(n + 1), below which
   * lies a part that is distributed as Beta(k, n + 1 − k).
   *
   * @return the part without memorisation; {@link #memorised} has an error of its own
   */
  public IntervalEstimate expectedPart() {
    double k = expected * (heldOut + 1);
    var part = new BetaDistribution(null, k, heldOut + 1 - k);
    return new IntervalEstimate(
        expected,
        Math.sqrt(part.getNumericalVariance()),
        part.inverseCumulativeProbability(0.025),
        part.inverseCumulativeProbability(0.975),
        heldOut);
  }

  /** {@return whether more images are memorised than expected, beyond both intervals} */
  public boolean memorises() {
    return memorised().lower()[0] > expectedPart().upper();
  }

  /**
   * Returns the most suspicious images, to be drawn beside {@code nearest()} of the same indices.
   *
   * @param count how many, at most the number of generated images
   * @return indices of generated images, those nearest to a training image first
   */
  public int[] closest(int count) {
    if (count < 1 || count > distance.length) {
      throw new IllegalArgumentException(
          "the %d closest images were asked for, but there are %d: ask for 1 to %d"
              .formatted(count, distance.length, distance.length));
    }
    return IntStream.range(0, distance.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distance[i]))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  @Override
  public String toString() {
    ShareIntervals part = memorised();
    IntervalEstimate without = expectedPart();
    return String.format(
        Locale.ROOT,
        "memorised %.4f [%.4f, %.4f] of %d images, %.4f [%.4f, %.4f] expected without"
            + " memorisation (nearer than %.4g in the space of \"%s\")",
        part.share()[0],
        part.lower()[0],
        part.upper()[0],
        distance.length,
        expected,
        without.lower(),
        without.upper(),
        threshold,
        space);
  }
}
