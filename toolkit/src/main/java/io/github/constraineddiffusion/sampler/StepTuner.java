package io.github.constraineddiffusion.sampler;

/**
 * Finds the step size whose acceptance is the target, by Robbins and Monro (1951) on its logarithm:
 * log f ← log f + g/√k·(acceptance − target) at the k-th step of a level.
 *
 * <p>f is in units of σ_t², so a level starts from the step of the one before, scaled by the change
 * of σ².
 */
final class StepTuner {
  // About the slope's inverse for Langevin and Hamiltonian kernels: 2.0 at 0.574, 5.6 at 0.9.
  private static final double GAIN = 0.5;

  /** No step changes the size by more than this factor. */
  private static final double MOST = Math.log(4);

  private final double target;
  private final boolean fixed;
  private double logFactor;

  private StepTuner(double factor, double target, boolean fixed) {
    this.logFactor = Math.log(factor);
    this.target = target;
    this.fixed = fixed;
  }

  static StepTuner fixed(double factor) {
    return new StepTuner(factor, Double.NaN, true);
  }

  /** Starts from d^{−1/3}, how the best Langevin step shrinks with the dimension. */
  static StepTuner towards(double target, long dimension) {
    // Roberts and Rosenthal 1998: 1.36·d^{−1/3} on a standard normal, which the noisiest level is.
    return new StepTuner(Math.cbrt(1.0 / dimension), target, false);
  }

  /** Returns how many of a level's steps tune: the first half. */
  int tuningSteps(int steps) {
    return fixed ? 0 : steps / 2;
  }

  /** Takes the mean acceptance probability of the k-th step of a level, k from 1. */
  void saw(double acceptance, int k) {
    double gain = GAIN / (target * (1 - target)) / Math.sqrt(k);
    double change = gain * (acceptance - target);
    logFactor += Math.max(-MOST, Math.min(MOST, change));
  }

  /** Returns the step size in units of σ_t². */
  double factor() {
    return Math.exp(logFactor);
  }
}
