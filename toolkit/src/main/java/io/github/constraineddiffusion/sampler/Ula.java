package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * The unadjusted Langevin algorithm: x ← x + s∇log p + √(2s)ξ, ξ standard normal.
 *
 * <p>Leaves a density as it is up to an error of order s, so its step is tuned to be small: to what
 * would be accepted with probability 0.98. That is 5 to 10 % too much variance on a Gaussian in the
 * plane; at 0.9 it is a quarter to a half.
 *
 * @param steps K, the number of steps at each level, at least 1
 */
public record Ula(int steps) implements McmcKernel {

  /**
   * Checks the numbers.
   *
   * @param steps K, the number of steps at each level, at least 1
   */
  public Ula {
    StepCount.requireKernel(steps);
  }

  /**
   * Returns the kernel.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @return the kernel
   */
  public static Ula steps(int steps) {
    return new Ula(steps);
  }

  @Override
  public boolean adjusted() {
    return false;
  }

  @Override
  public double usualTarget() {
    return 0.98;
  }

  @Override
  public McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step) {
    return Leapfrog.propose(density, x, score, step, 1);
  }
}
