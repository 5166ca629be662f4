package io.github.constraineddiffusion.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How much better a model restores the images that it was trained on than others of the same kind:
 * zero, up to its error, for a model that does not overfit.
 *
 * <p>Every gap is positive where training images are restored better: held-out less training error
 * for {@link Fidelity#MSE}, training less held-out value for PSNR and SSIM. The two sets of images
 * are independent, so that intervals are Welch's; the common noise of images with the same number
 * makes them too wide rather than too narrow.
 *
 * @param training fidelity on training images
 * @param heldOut fidelity on other images, with the same settings
 */
public record ReconstructionGap(ReconstructionCurve training, ReconstructionCurve heldOut) {

  /**
   * Checks that the curves can be compared.
   *
   * @param training fidelity on training images
   * @param heldOut fidelity on other images
   */
  public ReconstructionGap {
    training.requireSameSettings(heldOut);
    if (training.hasSameImages(heldOut)) {
      throw new IllegalArgumentException(
          "the held-out images are the %d training images: hold others out"
              .formatted(training.images()));
    }
  }

  /**
   * Returns the gap at each level.
   *
   * @param measure what to compare
   * @return one difference a level
   */
  public List<IntervalEstimate> levels(Fidelity measure) {
    return IntStream.range(0, training.timesteps().length)
        .mapToObj(l -> gap(measure, training.perImage(measure, l), heldOut.perImage(measure, l)))
        .toList();
  }

  /**
   * Returns the gap of the means over levels.
   *
   * @param measure what to compare
   * @return the difference
   */
  public IntervalEstimate averaged(Fidelity measure) {
    return gap(measure, training.overLevels(measure), heldOut.overLevels(measure));
  }

  /**
   * Returns the relative gap 1 − MSE_training/MSE_held-out at each level: the part of the held-out
   * error that training images are spared, 1 for a model that knows them by heart.
   *
   * @return one part a level; the error is that of the linear expansion
   */
  public List<IntervalEstimate> relativeLevels() {
    return IntStream.range(0, training.timesteps().length).mapToObj(this::relative).toList();
  }

  /**
   * Returns the mean over levels of the relative gap: every level counts alike, whereas the mean
   * squared error over levels is mostly that of the noisy ones.
   *
   * @return the mean part
   */
  public IntervalEstimate relative() {
    return relative(IntStream.range(0, training.timesteps().length).toArray());
  }

  /**
   * Returns this gap less a multiple of another model's; below zero with its whole interval, this
   * gap is smaller than that multiple. Images and noise are the same, so the error is that of the
   * differences image by image.
   *
   * @param measure what to compare
   * @param factor such as 0.5, to ask whether this gap is at most half the other
   * @param other measured on the same images with the same settings
   * @return the difference of the gaps of the means over levels
   */
  public IntervalEstimate minus(Fidelity measure, double factor, ReconstructionGap other) {
    training.requireSameImages(other.training);
    heldOut.requireSameImages(other.heldOut);
    double value = averaged(measure).value() - factor * other.averaged(measure).value();
    return IntervalEstimate.welch(
        value,
        difference(measure, training, factor, other.training),
        difference(measure, heldOut, factor, other.heldOut));
  }

  /**
   * Returns this gap as a multiple of another model's on the same images and noise.
   *
   * @param measure what to compare
   * @param other measured on the same images with the same settings
   * @return the ratio of the gaps of the means over levels, with the error of the linear expansion;
   *     without limits where the interval of {@code other} holds zero
   */
  public IntervalEstimate ratioTo(Fidelity measure, ReconstructionGap other) {
    IntervalEstimate below = other.averaged(measure);
    double ratio = averaged(measure).value() / below.value();
    double error = minus(measure, ratio, other).standardError() / Math.abs(below.value());
    double margin = minus(measure, ratio, other).margin95() / Math.abs(below.value());
    var estimate =
        new IntervalEstimate(ratio, error, ratio - margin, ratio + margin, below.samples());
    return below.lower() <= 0 && below.upper() >= 0 ? estimate.unbounded() : estimate;
  }

  /**
   * Returns how much of another training's growth of the gap this one shows. What the sets of
   * images differ in from the first falls out: the model before training has seen neither. Where
   * {@code other} is {@link #atTraining}, its place between the looks is taken as known: look
   * often, and let several seeds judge.
   *
   * @param measure what to compare
   * @param other measured on the same images with the same settings
   * @param before of the model before both trainings, measured likewise
   * @return (gap − before) / (other − before) of the means over levels, with the error of the
   *     linear expansion; without limits where the interval of {@code other − before} holds zero
   */
  public IntervalEstimate growthRatio(
      Fidelity measure, ReconstructionGap other, ReconstructionGap before) {
    IntervalEstimate below = other.minus(measure, 1, before);
    double ratio = minus(measure, 1, before).value() / below.value();
    var error =
        IntervalEstimate.welch(
            0,
            growth(measure, training, ratio, other.training, before.training),
            growth(measure, heldOut, ratio, other.heldOut, before.heldOut));
    double scale = Math.abs(below.value());
    double margin = error.margin95() / scale;
    var estimate =
        new IntervalEstimate(
            ratio, error.standardError() / scale, ratio - margin, ratio + margin, below.samples());
    return below.lower() <= 0 && below.upper() >= 0 ? estimate.unbounded() : estimate;
  }

  private static double[] growth(
      Fidelity measure,
      ReconstructionCurve own,
      double ratio,
      ReconstructionCurve other,
      ReconstructionCurve before) {
    return IntervalEstimate.combine(
        1, difference(measure, own, ratio, other), ratio - 1, before.overLevels(measure));
  }

  /**
   * Returns the gap that a training passed through when its own images were first restored just so
   * well, on the straight line between the looks before and after: methods are compared at equal
   * training error, whatever their pace.
   *
   * @param measure of how well
   * @param overTraining the gaps of one training, in the order of its steps, of the same images and
   *     noise; best begun with the model before training
   * @param value on training images, a mean over images and levels
   * @return the gap, or nothing where the training did not pass through this value
   */
  public static Optional<ReconstructionGap> atTraining(
      Fidelity measure, List<ReconstructionGap> overTraining, double value) {
    for (int k = 1; k < overTraining.size(); k++) {
      ReconstructionGap before = overTraining.get(k - 1);
      ReconstructionGap after = overTraining.get(k);
      double from = before.training.averaged(measure).value();
      double to = after.training.averaged(measure).value();
      if ((from - value) * (to - value) <= 0) {
        double part = from == to ? 0 : (from - value) / (from - to);
        return Optional.of(
            before
                .training
                .towards(after.training, part)
                .gapTo(before.heldOut.towards(after.heldOut, part)));
      }
    }
    return Optional.empty();
  }

  private static double[] difference(
      Fidelity measure, ReconstructionCurve own, double factor, ReconstructionCurve other) {
    return IntervalEstimate.combine(1, own.overLevels(measure), -factor, other.overLevels(measure));
  }

  private static IntervalEstimate gap(Fidelity measure, double[] training, double[] heldOut) {
    double more = Arrays.stream(training).average().orElseThrow();
    double less = Arrays.stream(heldOut).average().orElseThrow();
    double value = measure.largerIsBetter() ? more - less : less - more;
    return IntervalEstimate.welch(value, training, heldOut);
  }

  /** The mean of 1 − T/H over levels; its change with t and h is −t/H and + T·h/H². */
  private IntervalEstimate relative(int... levels) {
    var trained = new double[training.images()];
    var others = new double[heldOut.images()];
    double value = 0;
    for (int l : levels) {
      double t = training.mean(Fidelity.MSE, l);
      double h = heldOut.mean(Fidelity.MSE, l);
      value += (1 - t / h) / levels.length;
      trained = add(trained, training.perImage(Fidelity.MSE, l), -1 / (h * levels.length));
      others = add(others, heldOut.perImage(Fidelity.MSE, l), t / (h * h * levels.length));
    }
    return IntervalEstimate.welch(value, trained, others);
  }

  private static double[] add(double[] sum, double[] values, double factor) {
    return IntervalEstimate.combine(1, sum, factor, values);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "reconstruction gap %s MSE, relative %s, %s dB, %s SSIM (95 %%; %d training and %d held-out"
            + " images, %d levels)",
        averaged(Fidelity.MSE),
        relative(),
        averaged(Fidelity.PSNR),
        averaged(Fidelity.SSIM),
        training.images(),
        heldOut.images(),
        training.timesteps().length);
  }
}
