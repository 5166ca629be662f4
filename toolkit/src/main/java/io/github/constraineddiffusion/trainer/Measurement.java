package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import java.util.List;

/**
 * How the constraints of a problem are measured while a model is trained, apart from what they ask
 * for. Thresholds in loss units are measured in loss units, whatever is chosen here; by generated
 * shares they cannot be, and are refused.
 *
 * <p>For classes that do not overlap "at least the share w" has the same optimum whether it is
 * measured in loss units, in nats, or by generating samples and counting.
 */
public sealed interface Measurement
    permits NatsMeasurement, ShareMeasurement, GeneratedMeasurement {

  /**
   * Measures D_KL(qⁱ‖p) against a reference denoiser of qⁱ, over all levels.
   *
   * @return the default
   */
  static NatsMeasurement nats() {
    return new NatsMeasurement(Double.POSITIVE_INFINITY, List.of());
  }

  /**
   * Measures the share of generated samples that a classifier gives to each class, as −log share in
   * nats.
   *
   * @param classifier knows a class for the data of every constraint
   * @return the measurement: 64 samples in 8 steps of DPM-Solver++, smoothed over 5 measurements
   */
  static ShareMeasurement generatedShares(SampleClassifier classifier) {
    return ShareMeasurement.of(classifier);
  }

  /**
   * Measures mean rewards on generated samples, and divergences beside them in nats.
   *
   * @return the measurement of problems with rewards where no other is named: 200 samples in 12
   *     steps of DPM-Solver++, smoothed over 5 measurements
   */
  static GeneratedMeasurement generated() {
    return GeneratedMeasurement.usual();
  }

  /** {@return a text that is equal for equal measurements: it goes into checkpoints} */
  String description();
}
