package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.List;

/**
 * Leads the sampler along p's paths and adds up, for each path, how far other models are from p.
 */
final class PathSums implements Denoiser {
  private final Denoiser p;
  private final List<? extends Denoiser> models;
  private final double[] factors;
  private final double[][] sums;
  private int first;

  /**
   * Starts at 0.
   *
   * @param p the model that leads
   * @param models the models compared with
   * @param factors of ‖ε_p − ε_q‖² by timestep; where it is 0 the models are not asked
   * @param samples how many paths
   */
  PathSums(Denoiser p, List<? extends Denoiser> models, double[] factors, int samples) {
    this.p = p;
    this.models = models;
    this.factors = factors;
    this.sums = new double[models.size()][samples];
  }

  /** Sets which path is the first of the batch to come. */
  void startAt(int path) {
    first = path;
  }

  /** {@return the sums, one row for each model, one number for each path} */
  double[][] values() {
    return sums;
  }

  @Override
  public NDArray noise(NDArray x, NDArray t) {
    NDArray leading = p.noise(x, t);
    double factor = factors[(int) t.getFloat(0)];
    if (factor > 0) {
      for (int i = 0; i < sums.length; i++) {
        add(i, factor, leading, models.get(i).noise(x, t));
      }
    }
    return leading;
  }

  private void add(int model, double factor, NDArray leading, NDArray other) {
    if (!other.getShape().equals(leading.getShape())) {
      throw new IllegalArgumentException(
          "model %d returned shape %s, but p returned %s: both must return the shape they are given"
              .formatted(model, other.getShape(), leading.getShape()));
    }
    float[] squared = Operators.squaredErrorPerSample(leading, other).toFloatArray();
    for (int n = 0; n < squared.length; n++) {
      sums[model][first + n] += factor * squared[n];
    }
  }
}
