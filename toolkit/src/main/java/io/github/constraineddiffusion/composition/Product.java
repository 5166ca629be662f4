package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;

/**
 * The product p_λ of some models: its dual function, and what is known of it beyond. The weights
 * are checked already.
 */
interface Product extends SimplexFunction {

  default double[] shares(double[] lambda) {
    throw new IllegalStateException(
        "shares(λ) are of classes, but this oracle is of mixtures: use logDensity(λ, x), or build"
            + " it by classes(…)");
  }

  default double[] mean(double[] lambda) {
    throw ofClasses("mean(λ)");
  }

  default double[][] covariance(double[] lambda) {
    throw ofClasses("covariance(λ)");
  }

  default double logDensity(double[] lambda, double logZ, double[] x) {
    throw ofClasses("logDensity(λ, x)");
  }

  default GaussianMixture gaussian(double[] lambda) {
    throw new IllegalStateException(
        "product(λ) needs single Gaussians, whose product is one: use logDensity(λ, x), or give"
            + " models of one component");
  }

  private static IllegalStateException ofClasses(String what) {
    return new IllegalStateException(
        what + " needs densities, but this oracle is of classes: use shares(λ), or of(…)");
  }
}
