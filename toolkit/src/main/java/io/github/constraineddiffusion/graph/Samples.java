package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;

/** Estimates from a few runs. */
final class Samples {
  private Samples() {}

  /** {@return the mean; with one number an interval of no width} */
  static IntervalEstimate mean(double[] y) {
    return y.length > 1
        ? IntervalEstimate.mean(y)
        : new IntervalEstimate(y[0], Double.NaN, y[0], y[0], 1);
  }
}
