package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;

/** Estimates from a few runs. */
final class Samples {
  private Samples() {}

  /** {@return the mean; one number has no interval that could be known} */
  static IntervalEstimate mean(double[] y) {
    return y.length > 1
        ? IntervalEstimate.mean(y)
        : new IntervalEstimate(y[0], Double.NaN, Double.NaN, Double.NaN, 1);
  }
}
