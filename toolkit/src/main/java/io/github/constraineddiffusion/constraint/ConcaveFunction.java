package io.github.constraineddiffusion.constraint;

/** A concave function of λ ≥ 0, twice differentiable. */
interface ConcaveFunction {

  /**
   * What is known at a point.
   *
   * @param value the value
   * @param gradient the gradient
   */
  record Slope(double value, double[] gradient) {}

  /** Returns value and gradient. */
  Slope slope(double[] lambda);

  /** Returns the Hessian. */
  double[][] hessian(double[] lambda);
}
