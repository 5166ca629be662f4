package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;

/** Images of independent Gaussian pixels and the two extremes of models of them. */
public final class GaussianImages {
  private GaussianImages() {}

  /** Returns independent images, limited to [−1, 1]. */
  public static ImageSource draw(
      Session session, Shape image, double mean, double deviation, int count, long seed) {
    session.random(seed);
    NDArray noise = session.manager().randomNormal(new Shape(count).addAll(image));
    return ImageSource.of(noise.mul(deviation).add(mean).clip(-1, 1));
  }

  /** The best denoiser: ε̂ = σ(x − αμ)/(ᾱs² + 1 − ᾱ). All of a batch are at one timestep. */
  public static Denoiser denoiser(NoiseSchedule schedule, double mean, double deviation) {
    return (x, t) -> {
      int at = (int) t.getFloat(0);
      double variance = schedule.alphaBar(at) * deviation * deviation + 1 - schedule.alphaBar(at);
      return x.sub(schedule.alpha(at) * mean).mul(schedule.sigma(at) / variance);
    };
  }

  /**
   * A model that has learned its images by heart: the best denoiser of the empirical distribution,
   * x̂₀ = Σ softmax(−‖x − αxᵢ‖²/2σ²)ᵢ xᵢ.
   */
  public static Denoiser byHeart(NoiseSchedule schedule, NDArray images) {
    long size = images.getShape().get(0);
    NDArray rows = images.reshape(size, -1);
    return (x, t) -> {
      int at = (int) t.getFloat(0);
      double alpha = schedule.alpha(at);
      double sigma = schedule.sigma(at);
      long n = x.getShape().get(0);
      NDArray own = x.reshape(n, 1, -1);
      NDArray away = own.sub(rows.mul(alpha).expandDims(0)).square().sum(new int[] {2});
      NDArray weights = away.mul(-1 / (2 * sigma * sigma)).softmax(1);
      NDArray clean = weights.matMul(rows).reshape(x.getShape());
      return x.sub(clean.mul(alpha)).div(sigma);
    };
  }
}
