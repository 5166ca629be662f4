package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * Unadjusted Hamiltonian dynamics: a fresh momentum, then leapfrog steps of size √(2s), each
 * chain's size varied by up to a fifth so that no trajectory closes; nothing is refused.
 *
 * <p>Leaves a density as it is up to an error of order s, so its step is tuned to be small: to what
 * would be accepted with probability 0.98. That is 5 to 10 % too much variance on a Gaussian in the
 * plane; at 0.9 it is a quarter to a half.
 *
 * @param steps K, the number of steps at each level, at least 1
 * @param leapfrogs the leapfrog steps of each of them, at least 1
 */
public record Uha(int steps, int leapfrogs) implements McmcKernel {

  /**
   * Checks the numbers.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @param leapfrogs the leapfrog steps of each of them, at least 1
   */
  public Uha {
    StepCount.requireKernel(steps);
    StepCount.requireLeapfrogs(leapfrogs);
  }

  /**
   * Returns the kernel.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @return the kernel, with 3 leapfrog steps in each step
   */
  public static Uha steps(int steps) {
    return new Uha(steps, 3);
  }

  /**
   * Sets the leapfrog steps of each step.
   *
   * @param value at least 1
   * @return the copy
   */
  public Uha leapfrogs(int value) {
    return new Uha(steps, value);
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
    return Leapfrog.propose(density, x, score, step, leapfrogs);
  }
}
