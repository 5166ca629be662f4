package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.List;

/**
 * The λ-weighted noise ε̂ = Σ_i λ_i ε̂_i of several models, so that its score is Σ_i λ_i s_i.
 *
 * <p>That is the score of the product of the noisy densities Π q_{i,t}^{λ_i}/Z, but the score of
 * the noised product for Gaussians of equal covariance only (weights that sum to 1): a sampler
 * without MCMC is biased elsewhere (arXiv 2302.11552).
 *
 * <p>Models of weight 0 are not evaluated. Immutable.
 */
public final class WeightedDenoiser implements Denoiser {
  private final List<Denoiser> models;
  private final double[] weights;

  private WeightedDenoiser(List<? extends Denoiser> models, double[] weights) {
    this.models = List.copyOf(models);
    this.weights = weights.clone();
    if (this.models.size() != weights.length) {
      throw new IllegalArgumentException(
          weights.length
              + " weights were given for "
              + this.models.size()
              + " models: give one weight each");
    }
    boolean none = true;
    for (int i = 0; i < weights.length; i++) {
      if (!Double.isFinite(weights[i])) {
        throw new IllegalArgumentException(
            "weight " + i + " is " + weights[i] + ", but must be a finite number");
      }
      none &= weights[i] == 0;
    }
    if (none) {
      throw new IllegalArgumentException(
          "no model has a weight other than 0: give at least one model its weight");
    }
  }

  /**
   * Combines models of one schedule and sample shape.
   *
   * @param models the models, at least one
   * @param weights λ, one finite number for each model, not all 0
   * @return the weighted model
   */
  public static WeightedDenoiser of(List<? extends Denoiser> models, double... weights) {
    return new WeightedDenoiser(models, weights);
  }

  /** {@return the models} */
  public List<Denoiser> models() {
    return models;
  }

  /** {@return λ, one weight for each model} */
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public NDArray noise(NDArray x, NDArray t) {
    NDManager owner = x.getManager();
    NDArray sum = null;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] == 0) {
        continue;
      }
      // What one model needs on the way is freed before the next one runs.
      try (NDManager scope = owner.newSubManager()) {
        NDArray view = x.reshape(x.getShape());
        view.attach(scope);
        NDArray noise = models.get(i).noise(view, t);
        requireShape(noise, x, i);
        if (sum == null) {
          sum = Operators.scale(noise, weights[i]);
        } else {
          sum.attach(scope);
          sum = Operators.combine(1, sum, weights[i], noise);
        }
        sum.attach(owner);
      }
    }
    return sum;
  }

  private static void requireShape(NDArray noise, NDArray x, int model) {
    if (!noise.getShape().equals(x.getShape())) {
      throw new IllegalArgumentException(
          "model "
              + model
              + " returned shape "
              + noise.getShape()
              + " for samples of shape "
              + x.getShape()
              + ": all models must take samples of one shape and return it");
    }
  }
}
