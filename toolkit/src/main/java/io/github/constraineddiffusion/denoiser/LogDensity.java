package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;

/**
 * The logarithm of a noisy density p_t, up to a constant for each t: a closed form, or minus the
 * energy of an energy-parameterised network.
 */
@FunctionalInterface
public interface LogDensity {

  /**
   * Evaluates the logarithm of the density.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps as float32, shape (N), values in 1…T
   * @return log p_t(x) in nats, up to a constant for each t, shape (N), owned by the manager of
   *     {@code x}
   */
  NDArray logDensity(NDArray x, NDArray t);
}
