package io.github.constraineddiffusion.trainer;

/**
 * What one dual update saw and did; arrays in the order of the constraints.
 *
 * @param step number of the training step, from 1
 * @param lambda multipliers after the update
 * @param averagedLambda average of the multipliers so far; equal to {@code lambda} before averaging
 *     begins
 * @param measured the constraints' values in the unit of their thresholds (nats or loss)
 * @param standardError standard errors of {@code measured}
 * @param threshold the thresholds, in the same unit
 */
public record DualRecord(
    int step,
    double[] lambda,
    double[] averagedLambda,
    double[] measured,
    double[] standardError,
    double[] threshold) {

  /** {@return the slacks threshold − measured: negative means violated} */
  public double[] slack() {
    double[] slack = new double[measured.length];
    for (int i = 0; i < slack.length; i++) {
      slack[i] = threshold[i] - measured[i];
    }
    return slack;
  }
}
