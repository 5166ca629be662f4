package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import java.util.Objects;
import java.util.Optional;

/**
 * How a problem with mean rewards is measured: rewards, and diversity where it is asked for, on
 * samples of the averaged weights, generated once for all; divergences in nats, or by the shares of
 * classes among the same samples.
 *
 * @param samples generated for a measurement
 * @param method how they are generated
 * @param smoothing over how many measurements means and counts are averaged, exponentially
 * @param clip x̂₀ is limited to ± this at every step; 0 for no limit
 * @param classifier tells classes, for diversity and shares; empty for none
 * @param divergences how divergences are measured; empty for shares told by the classifier
 */
public record GeneratedMeasurement(
    int samples,
    SamplingMethod method,
    double smoothing,
    double clip,
    Optional<SampleClassifier> classifier,
    Optional<NatsMeasurement> divergences)
    implements Measurement {

  /**
   * Checks.
   *
   * @param samples at least 10
   * @param method how they are generated
   * @param smoothing at least 1
   * @param clip at least 0
   * @param classifier tells classes; needed where divergences are empty
   * @param divergences how divergences are measured
   */
  public GeneratedMeasurement {
    Objects.requireNonNull(method, "method");
    ShareMeasurement.require("samples", samples, 10);
    ShareMeasurement.require("smoothing", smoothing, 1);
    ShareMeasurement.require("clip", clip, 0);
    if (classifier.isEmpty() && divergences.isEmpty()) {
      throw new IllegalArgumentException(
          "there is neither a classifier nor a measurement in nats, but shares need one or the"
              + " other: call toldBy(classifier) or nats(Measurement.nats())");
    }
  }

  static GeneratedMeasurement usual() {
    return new GeneratedMeasurement(
        200, DpmSolverPlusPlus.steps(12), 5, 0, Optional.empty(), Optional.of(Measurement.nats()));
  }

  /** What another measurement says of divergences, with rewards on generated samples. */
  static GeneratedMeasurement of(Measurement given) {
    if (given instanceof GeneratedMeasurement own) {
      return own;
    }
    if (given instanceof NatsMeasurement nats) {
      return usual().nats(nats);
    }
    ShareMeasurement shares = (ShareMeasurement) given;
    return new GeneratedMeasurement(
        shares.samples(),
        shares.method(),
        shares.smoothing(),
        shares.clip(),
        Optional.of(shares.classifier()),
        Optional.empty());
  }

  /**
   * Sets how many samples are generated for a measurement.
   *
   * @param count at least 10
   * @return a copy with this setting
   */
  public GeneratedMeasurement samples(int count) {
    return new GeneratedMeasurement(count, method, smoothing, clip, classifier, divergences);
  }

  /**
   * Sets how samples are generated.
   *
   * @param value such as {@code Ddim.steps(10)}
   * @return a copy with this setting
   */
  public GeneratedMeasurement method(SamplingMethod value) {
    return new GeneratedMeasurement(samples, value, smoothing, clip, classifier, divergences);
  }

  /**
   * Sets over how many measurements means and counts are averaged.
   *
   * @param measurements at least 1, which stands for none
   * @return a copy with this setting
   */
  public GeneratedMeasurement smoothing(double measurements) {
    return new GeneratedMeasurement(samples, method, measurements, clip, classifier, divergences);
  }

  /**
   * Sets the limit of x̂₀ while sampling.
   *
   * @param limit the largest magnitude of the data; 0 for no limit
   * @return a copy with this setting
   */
  public GeneratedMeasurement clip(double limit) {
    return new GeneratedMeasurement(samples, method, smoothing, limit, classifier, divergences);
  }

  /**
   * Names who tells the classes of samples, which diversity needs.
   *
   * @param value the classifier
   * @return a copy with this setting
   */
  public GeneratedMeasurement toldBy(SampleClassifier value) {
    return new GeneratedMeasurement(
        samples, method, smoothing, clip, Optional.of(value), divergences);
  }

  /**
   * Measures divergences in nats: the default.
   *
   * @param how over which levels, and what is taken off
   * @return a copy with this setting
   */
  public GeneratedMeasurement nats(NatsMeasurement how) {
    return new GeneratedMeasurement(samples, method, smoothing, clip, classifier, Optional.of(how));
  }

  /**
   * Measures minimum shares by counting the generated samples that a classifier gives to each
   * class.
   *
   * @param value the classifier
   * @return a copy with this setting
   */
  public GeneratedMeasurement sharesToldBy(SampleClassifier value) {
    return new GeneratedMeasurement(
        samples, method, smoothing, clip, Optional.of(value), Optional.empty());
  }

  /** How classes are counted on these samples. */
  ShareMeasurement shares() {
    SampleClassifier judge =
        classifier.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "diversity is counted on generated samples, but there is no classifier: call measuredBy(Measurement.generated().toldBy(classifier))"));
    return new ShareMeasurement(judge, samples, method, smoothing, clip);
  }

  /** {@return over how many readings the same samples count, 2s − 1 with s the smoothing} */
  public double overlap() {
    return 2 * smoothing - 1;
  }

  @Override
  public String description() {
    return "rewards of %d generated samples by %s, smoothed over %s, clipped to %s; divergences by %s%s"
        .formatted(
            samples,
            method,
            smoothing,
            clip,
            divergences.map(NatsMeasurement::description).orElse("their shares"),
            classifier.map(judge -> ", classes told by " + judge.identity()).orElse(""));
  }
}
