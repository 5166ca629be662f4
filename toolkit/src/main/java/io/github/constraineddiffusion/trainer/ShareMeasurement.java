package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import java.util.Objects;

/**
 * The share of generated samples: draws from the averaged weights, classifies, counts.
 *
 * @param classifier tells the class of a sample
 * @param samples samples generated for a measurement
 * @param method how they are generated
 * @param smoothing over how many measurements counts are averaged, exponentially; the reference
 *     implementation's running average has 5
 * @param clip x̂₀ is limited to ± this at every step; 0 for no limit
 */
public record ShareMeasurement(
    SampleClassifier classifier, int samples, SamplingMethod method, double smoothing, double clip)
    implements Measurement {

  /**
   * Checks.
   *
   * @param classifier tells the class of a sample
   * @param samples at least 10
   * @param method how they are generated
   * @param smoothing at least 1
   * @param clip at least 0
   */
  public ShareMeasurement {
    Objects.requireNonNull(classifier, "classifier");
    Objects.requireNonNull(method, "method");
    require("samples", samples, 10);
    require("smoothing", smoothing, 1);
    require("clip", clip, 0);
  }

  static void require(String name, double value, double least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + least);
    }
  }

  static ShareMeasurement of(SampleClassifier classifier) {
    return new ShareMeasurement(classifier, 64, DpmSolverPlusPlus.steps(8), 5, 1);
  }

  /**
   * Sets how many samples are generated for a measurement.
   *
   * @param count at least 10
   * @return a copy with this setting
   */
  public ShareMeasurement samples(int count) {
    return new ShareMeasurement(classifier, count, method, smoothing, clip);
  }

  /**
   * Sets how samples are generated.
   *
   * @param value such as {@code Ddim.steps(10)}
   * @return a copy with this setting
   */
  public ShareMeasurement method(SamplingMethod value) {
    return new ShareMeasurement(classifier, samples, value, smoothing, clip);
  }

  /**
   * Sets over how many measurements counts are averaged.
   *
   * @param measurements at least 1, which stands for none
   * @return a copy with this setting
   */
  public ShareMeasurement smoothing(double measurements) {
    return new ShareMeasurement(classifier, samples, method, measurements, clip);
  }

  /**
   * Sets the limit of x̂₀ while sampling.
   *
   * @param limit the largest magnitude of the data; 0 for no limit
   * @return a copy with this setting
   */
  public ShareMeasurement clip(double limit) {
    return new ShareMeasurement(classifier, samples, method, smoothing, limit);
  }

  /**
   * Returns how many readings one reading is worth: counts that fade by a = 1 − 1/s weigh (1 +
   * a)/(1 − a) = 2s − 1 of them.
   *
   * @return 2s − 1, with s the smoothing
   */
  public double overlap() {
    return 2 * smoothing - 1;
  }

  @Override
  public String description() {
    return "generated shares of %d samples by %s, smoothed over %s, clipped to %s, told by %s"
        .formatted(samples, method, smoothing, clip, classifier.identity());
  }
}
