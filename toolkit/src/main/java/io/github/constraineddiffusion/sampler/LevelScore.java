package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.tensor.Operators;

/** The score ∇ log p_t = −ε̂(x, t)/σ_t of a denoiser at one noise level. Immutable. */
public final class LevelScore {
  private final Denoiser denoiser;
  private final Level level;

  LevelScore(Denoiser denoiser, Level level) {
    this.denoiser = denoiser;
    this.level = level;
  }

  /** {@return the noise level} */
  public Level level() {
    return level;
  }

  /**
   * Evaluates the score; what the denoiser needs on the way is freed at once.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @return ∇ log p_t(x), shape of {@code x}, owned by its manager
   */
  public NDArray at(NDArray x) {
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray view = x.reshape(x.getShape());
      view.attach(scope);
      NDArray noise = denoiser.noise(view, timesteps(view));
      if (!noise.getShape().equals(x.getShape())) {
        throw new IllegalArgumentException(
            "the denoiser returned shape "
                + noise.getShape()
                + " for samples of shape "
                + x.getShape()
                + ": it must return the shape that it is given");
      }
      NDArray score = Operators.scale(noise, -1 / level.sigma());
      score.attach(x.getManager());
      return score;
    }
  }

  /**
   * Returns the timestep of this level for each sample.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @return t as float32, shape (N), owned by the manager of {@code x}
   */
  public NDArray timesteps(NDArray x) {
    return x.getManager().full(new Shape(x.getShape().get(0)), (float) level.t());
  }
}
