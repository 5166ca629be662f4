package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How well a model restores a set of images over the noise levels. An image counts once: its
 * squared error and its SSIM are means over its draws, its PSNR is that of the mean squared error
 * (or lies, as every value then does, on the line between two looks of {@link
 * ReconstructionGap#atTraining}). Standard errors are over images. Immutable.
 */
public final class ReconstructionCurve {
  private final int[] timesteps;
  private final double[] logSnr;
  private final String how;
  private final long checksum;
  private final Map<Fidelity, double[][]> values;

  private ReconstructionCurve(
      int[] timesteps,
      double[] logSnr,
      String how,
      long checksum,
      Map<Fidelity, double[][]> values) {
    this.timesteps = timesteps;
    this.logSnr = logSnr;
    this.how = how;
    this.checksum = checksum;
    this.values = values;
  }

  /** Takes one row a level and one column an image; the PSNR follows from the squared errors. */
  static ReconstructionCurve of(
      ReconstructionSettings from, long checksum, double[][] mse, double[][] ssim) {
    int[] levels = from.timesteps().clone();
    double[] logSnr = Arrays.stream(levels).mapToDouble(from.schedule()::logSnr).toArray();
    double[][] psnr =
        Arrays.stream(mse)
            .map(row -> Arrays.stream(row).map(Fidelity::psnr).toArray())
            .toArray(double[][]::new);
    var values = new EnumMap<Fidelity, double[][]>(Fidelity.class);
    values.put(Fidelity.MSE, mse);
    values.put(Fidelity.PSNR, psnr);
    values.put(Fidelity.SSIM, ssim);
    return new ReconstructionCurve(levels, logSnr, from.how(), checksum, values);
  }

  /** {@return the timesteps of the levels, rising} */
  public int[] timesteps() {
    return timesteps.clone();
  }

  /** {@return the log-SNR of each level, falling} */
  public double[] logSnr() {
    return logSnr.clone();
  }

  /** {@return how many images were restored} */
  public int images() {
    return values.get(Fidelity.MSE)[0].length;
  }

  /** {@return how images were restored and under which noise} */
  public String how() {
    return how;
  }

  /**
   * Returns the mean over images at each level.
   *
   * @param measure what to return
   * @return one estimate a level
   */
  public List<IntervalEstimate> levels(Fidelity measure) {
    return Arrays.stream(values.get(measure)).map(IntervalEstimate::mean).toList();
  }

  /**
   * Returns the mean over images and levels.
   *
   * @param measure what to return
   * @return the estimate
   */
  public IntervalEstimate averaged(Fidelity measure) {
    return IntervalEstimate.mean(overLevels(measure));
  }

  /**
   * Returns the value of each image.
   *
   * @param measure what to return
   * @param level number of the level, from 0
   * @return one value an image, the mean over its draws
   */
  public double[] perImage(Fidelity measure, int level) {
    if (level < 0 || level >= timesteps.length) {
      throw new IllegalArgumentException(
          "level number %d is asked for, but there are %d: give 0 to %d"
              .formatted(level, timesteps.length, timesteps.length - 1));
    }
    return values.get(measure)[level].clone();
  }

  /**
   * Compares with images that the model was not trained on.
   *
   * @param heldOut measured on them with the same settings
   * @return the gap, this curve being that of the training images
   */
  public ReconstructionGap gapTo(ReconstructionCurve heldOut) {
    return new ReconstructionGap(this, heldOut);
  }

  /**
   * Returns this curve's mean less that of another model. The images and the noise are the same, so
   * the error is that of the differences image by image.
   *
   * @param measure what to compare
   * @param other measured on the same images with the same settings
   * @return the difference of the means over levels
   */
  public IntervalEstimate minus(Fidelity measure, ReconstructionCurve other) {
    requireSameImages(other);
    double[] own = overLevels(measure);
    return IntervalEstimate.mean(IntervalEstimate.combine(1, own, -1, other.overLevels(measure)));
  }

  /** Returns the curve of the same images whose every value lies so far on the way to another's. */
  ReconstructionCurve towards(ReconstructionCurve other, double part) {
    requireSameImages(other);
    var between = new EnumMap<Fidelity, double[][]>(Fidelity.class);
    values.forEach(
        (measure, own) -> between.put(measure, between(own, other.values.get(measure), part)));
    return new ReconstructionCurve(timesteps, logSnr, how, checksum, between);
  }

  private static double[][] between(double[][] from, double[][] to, double part) {
    return IntStream.range(0, from.length)
        .mapToObj(l -> IntervalEstimate.combine(1 - part, from[l], part, to[l]))
        .toArray(double[][]::new);
  }

  /** Returns the mean over levels for each image. */
  double[] overLevels(Fidelity measure) {
    double[][] rows = values.get(measure);
    return IntStream.range(0, images())
        .mapToDouble(i -> Arrays.stream(rows).mapToDouble(row -> row[i]).average().orElseThrow())
        .toArray();
  }

  double mean(Fidelity measure, int level) {
    return StatUtils.mean(values.get(measure)[level]);
  }

  /** Refuses a curve over other levels, or measured in another way. */
  void requireSameSettings(ReconstructionCurve other) {
    if (!Arrays.equals(logSnr, other.logSnr) || !how.equals(other.how)) {
      throw new IllegalArgumentException(
          "one curve is of timesteps %s (%s), the other of %s (%s): measure both with one setting"
              .formatted(
                  Arrays.toString(timesteps), how, Arrays.toString(other.timesteps), other.how));
    }
  }

  /** Refuses a curve of other images. */
  void requireSameImages(ReconstructionCurve other) {
    requireSameSettings(other);
    if (!hasSameImages(other)) {
      throw new IllegalArgumentException(
          "the curves are of different images (%d and %d): restore the same with both models"
              .formatted(images(), other.images()));
    }
  }

  boolean hasSameImages(ReconstructionCurve other) {
    return images() == other.images() && checksum == other.checksum;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "reconstruction of %d images over %d levels: MSE %s, PSNR %s dB, SSIM %s (95 %%; %s)",
        images(),
        timesteps.length,
        averaged(Fidelity.MSE),
        averaged(Fidelity.PSNR),
        averaged(Fidelity.SSIM),
        how);
  }
}
