package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.sampler.Ddim;

/**
 * How D_KL(p‖qⁱ) is measured in dual ascent without a network.
 *
 * <p>Both are sums of w·E‖ε_p − ε_i‖² over noise levels: point-wise over forward-noised samples of
 * p with the weight of the KL at t = 0, path-wise along p's own sampling paths with the weight of
 * the paths' KL, which is at least as large.
 */
public sealed interface ReverseKl {

  /**
   * Measures the KL of the samples themselves.
   *
   * @return the default
   */
  static ReverseKl pointwise() {
    return new Pointwise();
  }

  /**
   * Measures the KL of whole sampling paths.
   *
   * @param process the sampling process, with η above 0
   * @return the measurement
   */
  static ReverseKl pathwise(Ddim process) {
    return new Pathwise(process);
  }

  /** The KL at t = 0. */
  record Pointwise() implements ReverseKl {}

  /**
   * The KL of sampling paths.
   *
   * @param process the sampling process, with η above 0
   */
  record Pathwise(Ddim process) implements ReverseKl {}
}
