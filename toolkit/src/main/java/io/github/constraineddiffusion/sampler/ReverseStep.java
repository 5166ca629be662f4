package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * All that a sampling method may use for one step from a noise level to the next cleaner one.
 *
 * @param x the noisy samples x_t, shape (N, sample shape)
 * @param clean the model's x̂₀ at x_t, shape of {@code x}
 * @param noise the model's ε̂ at x_t, shape of {@code x}; x_t = α·x̂₀ + σ·ε̂
 * @param from the level of {@code x}
 * @param to the level to go to
 * @param past what the model said one step before, empty at the first step
 * @param fresh makes fresh noise
 */
public record ReverseStep(
    NDArray x,
    NDArray clean,
    NDArray noise,
    Level from,
    Level to,
    Optional<Past> past,
    NoiseSource fresh) {

  /**
   * What the model said one step before.
   *
   * @param level the level it was asked at
   * @param clean its x̂₀ there
   */
  public record Past(Level level, NDArray clean) {}

  /** {@return standard normal noise of the shape of {@code x}, owned by its manager} */
  public NDArray freshNoise() {
    return fresh.draw(x.getManager(), x.getShape());
  }
}
