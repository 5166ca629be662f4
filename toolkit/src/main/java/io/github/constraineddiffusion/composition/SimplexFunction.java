package io.github.constraineddiffusion.composition;

import java.util.Arrays;

/** A concave function on the simplex {λ ≥ 0, Σ λ = 1}, twice differentiable. */
interface SimplexFunction {

  /**
   * What is known at a point. A gradient and a curvature may be off by a constant in all entries:
   * along the simplex that makes no difference.
   *
   * @param value the value
   * @param gradient the gradient
   * @param curvature minus the Hessian, positive semidefinite along the simplex
   */
  record Slope(double value, double[] gradient, double[][] curvature) {

    /** Returns max_i gᵢ − Σ λᵢ gᵢ ≥ 0: by concavity the value is no farther from the largest. */
    double gap(double[] lambda) {
      return Arrays.stream(gradient).max().orElseThrow() - along(lambda);
    }

    /** Returns Σ λᵢ gᵢ, with 0·∞ = 0. */
    double along(double[] direction) {
      double sum = 0;
      for (int i = 0; i < direction.length; i++) {
        sum += direction[i] == 0 ? 0 : direction[i] * gradient[i];
      }
      return sum;
    }
  }

  /** Returns what is known at λ. */
  Slope slope(double[] lambda);
}
