package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * The Metropolis-adjusted Langevin algorithm (Roberts and Tweedie 1996): y = x + s∇log p(x) +
 * √(2s)ξ is accepted with probability min(1, p(y)q(x|y)/(p(x)q(y|x))), q(y|x) ∝ exp(−|y − x − s∇log
 * p(x)|²/(4s)), each sample by itself.
 *
 * @param steps K, the number of steps at each level, at least 1
 */
public record Mala(int steps) implements McmcKernel {

  /**
   * Checks the numbers.
   *
   * @param steps K, the number of steps at each level, at least 1
   */
  public Mala {
    StepCount.requireKernel(steps);
  }

  /**
   * Returns the kernel.
   *
   * @param steps K, the number of steps at each level, at least 1
   * @return the kernel
   */
  public static Mala steps(int steps) {
    return new Mala(steps);
  }

  @Override
  public boolean adjusted() {
    return true;
  }

  @Override
  public double usualTarget() {
    return 0.574;
  }

  @Override
  public McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step) {
    return Leapfrog.propose(density, x, score, step, 1);
  }
}
