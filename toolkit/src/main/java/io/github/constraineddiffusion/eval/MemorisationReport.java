package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Generated images beside the training images nearest to them.
 *
 * @param space where distances were taken
 * @param nearest for each generated image the index of the nearest training image
 * @param distance for each generated image the Euclidean distance to it
 * @param threshold the distance below which an image counts as memorised
 * @param expected the part of images below the threshold for a model that does not memorise
 */
public record MemorisationReport(
    String space, int[] nearest, double[] distance, double threshold, double expected) {

  /**
   * Copies the arrays.
   *
   * @param space where distances were taken
   * @param nearest indices of training images
   * @param distance distances to them
   * @param threshold the distance below which an image counts as memorised
   * @param expected the part below the threshold without memorisation
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
    return String.format(
        Locale.ROOT,
        "memorised %.4f [%.4f, %.4f] of %d images, %.4f expected without memorisation (nearer than"
            + " %.4g in the space of \"%s\")",
        part.share()[0],
        part.lower()[0],
        part.upper()[0],
        distance.length,
        expected,
        threshold,
        space);
  }
}
