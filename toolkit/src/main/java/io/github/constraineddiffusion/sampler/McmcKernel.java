package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * A step of a Markov chain that leaves the density of a noise level as it is: exactly, once its
 * proposals are accepted or refused ({@link #adjusted}), and up to an error that grows with the
 * step otherwise. Immutable.
 */
public interface McmcKernel {

  /** {@return K, the number of steps at each level, at least 1} */
  int steps();

  /** {@return whether proposals are accepted or refused, each sample by itself} */
  boolean adjusted();

  /** {@return the acceptance in (0, 1) that the step size is tuned to unless told otherwise} */
  double usualTarget();

  /**
   * {@return how the log-density is compared unless told otherwise; for a kernel that refuses
   * nothing coarsely, since it only tunes the step, which is small}
   */
  default Energy usualEnergy() {
    return Energy.lineIntegral(adjusted() ? 5 : 1);
  }

  /**
   * Proposes a move for each sample.
   *
   * @param density the score at the noise level
   * @param x the chains, shape (N, sample shape)
   * @param score the score at {@code x}, same shape
   * @param step the step size s, above 0: a Langevin move is x + s∇log p + √(2s)ξ
   * @return the proposal, owned by the manager of {@code x}
   */
  McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step);
}
