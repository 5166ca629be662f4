package io.github.constraineddiffusion.trainer;

/**
 * A learning rate that rises linearly, then falls along a cosine.
 *
 * @param peak the highest rate
 * @param warmUp steps of linear rise
 * @param floor the last rate as a fraction of the peak; 1 for a constant rate
 */
public record LearningRate(double peak, int warmUp, double floor) {

  /**
   * Checks the ranges.
   *
   * @param peak the highest rate
   * @param warmUp the warm up
   * @param floor the last rate as a fraction of the peak
   */
  public LearningRate {
    if (!(peak > 0 && peak < 1)) {
      throw new IllegalArgumentException(
          "learning rate is " + peak + ", but must lie in (0, 1); 1e-3 is usual");
    }
    if (warmUp < 0) {
      throw new IllegalArgumentException("warm-up is " + warmUp + " steps, but must be at least 0");
    }
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("floor is " + floor + ", but must lie in [0, 1]");
    }
  }

  /**
   * Returns a rate with 100 steps of warm-up that falls to 2 % of its peak.
   *
   * @param peak the highest rate
   * @return a rate with 100 steps of warm-up that falls to 2 % of its peak
   */
  public static LearningRate cosine(double peak) {
    return new LearningRate(peak, 100, 0.02);
  }

  /**
   * Returns a rate that does not change.
   *
   * @param rate the rate
   * @return a rate that does not change
   */
  public static LearningRate constant(double rate) {
    return new LearningRate(rate, 0, 1);
  }

  /**
   * Returns a copy with another number of warm-up steps.
   *
   * @param steps how many, at least 0
   * @return a copy with another number of warm-up steps
   */
  public LearningRate withWarmUp(int steps) {
    return new LearningRate(peak, steps, floor);
  }

  /**
   * Returns a copy that ends at another fraction of its peak.
   *
   * @param fraction last rate as a fraction of the peak, in [0, 1]
   * @return a copy that ends at another fraction of its peak
   */
  public LearningRate withFloor(double fraction) {
    return new LearningRate(peak, warmUp, fraction);
  }

  /** peak · min(1, k / warmUp) · (floor + (1 − floor)·½(1 + cos(π k / total))), k from 1. */
  double at(int step, int total) {
    double rise = warmUp == 0 ? 1 : Math.min(1, step / (double) warmUp);
    double fall = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / (double) total)));
    return peak * rise * (floor + (1 - floor) * fall);
  }
}
