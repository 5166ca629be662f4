package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;

/**
 * Predicts the noise in a noisy sample x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε.
 *
 * <p>One method, so that a lambda will do.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Predicts the noise.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps as float32, shape (N), values in 1…T (0 is clean data)
   * @return the predicted noise ε̂, shape of {@code x}, owned by the manager of {@code x}
   */
  NDArray noise(NDArray x, NDArray t);
}
