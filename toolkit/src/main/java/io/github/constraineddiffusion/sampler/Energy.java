package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.denoiser.LogDensity;
import java.util.List;

/**
 * Tells how much more probable one point is than another at a noise level: what MCMC accepts by.
 */
@FunctionalInterface
public interface Energy {

  /**
   * Compares points.
   *
   * @param score the score at the noise level
   * @param from points, shape (N, sample shape)
   * @param to as many points
   * @return log p_t(to) − log p_t(from) in nats, shape (N), owned by the manager of {@code from}
   */
  NDArray difference(LevelScore score, NDArray from, NDArray to);

  /** {@return a text that tells it from other kinds: it goes into checkpoints} */
  default String description() {
    return getClass().isHidden() || getClass().isSynthetic() ? "a lambda" : getClass().getName();
  }

  /**
   * Integrates the score along the straight line from one point to the other by Gauss-Legendre
   * quadrature, as arXiv 2302.11552 (section 4) does with the trapezoidal rule.
   *
   * <p>Costs one evaluation of every model for each node. Any path would do where the score is a
   * gradient; on a straight line with symmetric nodes the way back is minus the way there for any
   * score, but with a learned one that is no gradient there is no density that a step leaves as it
   * is.
   *
   * <p>Five nodes do for Langevin moves. Hamiltonian moves that cross from one narrow mode to
   * another need more: with a product of mixtures of standard deviation 0.25 and modes 2 apart,
   * {@code Hmc} with 5 nodes gave 5 % too much variance, with 12 none that was seen.
   *
   * @param nodes how many, in 1…100; n nodes are exact for scores of degree 2n − 1 along the line
   * @return the energy
   */
  static Energy lineIntegral(int nodes) {
    return LineIntegral.of(nodes);
  }

  /**
   * Takes the logarithm of a density, for instance minus the energy of an energy-parameterised
   * network.
   *
   * @param density log p_t up to a constant for each t; it must fit the denoiser's score
   * @return the energy
   */
  static Energy of(LogDensity density) {
    return exact(List.of(density), 1);
  }

  /**
   * Takes the product of noisy densities Π_i q_{i,t}^{λ_i}, known in closed form.
   *
   * @param densities log q_{i,t}, as {@code GaussianMixtureDenoiser} knows it
   * @param weights λ, one finite number for each density
   * @return the energy that fits {@code WeightedDenoiser.of(models, weights)}
   */
  static Energy exact(List<? extends LogDensity> densities, double... weights) {
    return ProductEnergy.of(densities, weights);
  }
}
