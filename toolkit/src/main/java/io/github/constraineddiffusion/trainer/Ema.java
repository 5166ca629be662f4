package io.github.constraineddiffusion.trainer;

/**
 * The moving average of the weights: its decay rises with the steps, so that the random start is
 * soon forgotten.
 *
 * @param decay the final decay, in [0, 1)
 */
public record Ema(double decay) {

  /**
   * Checks the range.
   *
   * @param decay the final decay, in [0, 1)
   */
  public Ema {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "EMA decay is " + decay + ", but must lie in [0, 1); 0.995 averages about 200 steps");
    }
  }

  /** min(decay, k / (9 + k)), k from 1. */
  double at(int step) {
    return Math.min(decay, step / (9.0 + step));
  }
}
