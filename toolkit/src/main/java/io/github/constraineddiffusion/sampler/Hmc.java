package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * Hamiltonian Monte Carlo (Neal 2011): a fresh momentum ξ, then leapfrog steps of size √(2s), each
 * chain's size varied by up to a fifth so that no trajectory closes; the end (y, v) is accepted
 * with probability min(1, p(y)exp(−|v|²/2)/(p(x)exp(−|ξ|²/2))), each sample by itself.
 *
 * @param steps K, the number of steps at each level, at least 1
 * @param leapfrogs the leapfrog steps of each of them, at least 1
 */
public record Hmc(int steps, int leapfrogs) implements McmcKernel {

  /**
   * Checks the numbers.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @param leapfrogs the leapfrog steps of each of them, at least 1
   */
  public Hmc {
    StepCount.requireKernel(steps);
    StepCount.requireLeapfrogs(leapfrogs);
  }

  /**
   * Returns the kernel.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @return the kernel, with 3 leapfrog steps in each step
   */
  public static Hmc steps(int steps) {
    return new Hmc(steps, 3);
  }

  /**
   * Sets the leapfrog steps of each step.
   *
   * @param value at least 1
   * @return the copy
   */
  public Hmc leapfrogs(int value) {
    return new Hmc(steps, value);
  }

  @Override
  public boolean adjusted() {
    return true;
  }

  @Override
  public double usualTarget() {
    return 0.65;
  }

  /** Returns a finer line integral than for Langevin moves: see {@link Energy#lineIntegral}. */
  @Override
  public Energy usualEnergy() {
    return Energy.lineIntegral(12);
  }

  @Override
  public McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step) {
    return Leapfrog.propose(density, x, score, step, leapfrogs);
  }
}
