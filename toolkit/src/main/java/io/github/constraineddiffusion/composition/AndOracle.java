package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.List;

/**
 * Exact answers for the product composition (AND): min u subject to D_KL(p‖qᵢ) ≤ u for every model
 * qᵢ (arXiv 2508.19104).
 *
 * <p>With weights λ on the simplex, p_λ = Π qᵢ^{λᵢ}/Z(λ), and the dual function is D(λ) = −log
 * Z(λ). It is concave, ∂D/∂λᵢ = D_KL(p_λ‖qᵢ), and Σ λᵢ D_KL(p_λ‖qᵢ) = −log Z(λ) (derived). By
 * closed form for single Gaussians in any dimension, by quadrature for mixtures in one or two
 * (errors below 1e-6 nats for components of one mixture up to some 10 standard deviations apart),
 * by sums for classes.
 */
public final class AndOracle {
  private final int models;
  private final Product product;
  private volatile Known known;
  private ComposedOptimum optimum;

  /** The last answer: contours ask for one λ at many points. */
  private record Known(double[] lambda, SimplexFunction.Slope slope) {}

  private AndOracle(int models, Product product) {
    this.models = models;
    this.product = product;
  }

  /**
   * Builds the oracle of Gaussian mixtures, which tabulates their densities once unless each has
   * one component.
   *
   * @param models two or more, of one dimension: any for single Gaussians, at most 2 for mixtures
   * @return the oracle
   * @throws IllegalArgumentException for fewer than two models, different dimensions, mixtures in
   *     more than two dimensions, or components too narrow for a grid
   */
  public static AndOracle of(GaussianMixture... models) {
    List<GaussianMixture> checked = Checks.models(models);
    boolean single = checked.stream().allMatch(model -> model.size() == 1);
    return new AndOracle(
        models.length, single ? new GaussianProduct(checked) : GridProduct.of(checked, 1));
  }

  /** Builds an oracle that never uses the closed form, on a finer grid by the refinement. */
  static AndOracle byQuadrature(double refinement, GaussianMixture... models) {
    return new AndOracle(models.length, GridProduct.of(Checks.models(models), refinement));
  }

  /**
   * Builds the oracle of models that differ in the shares of disjoint classes only, each class
   * being distributed alike in all of them.
   *
   * <p>Sums run over the classes that every model has, also where a weight is 0: elsewhere some
   * divergence is infinite.
   *
   * @param shares for every model the share of each class, at least 0 with sum 1
   * @return the oracle
   * @throws IllegalArgumentException for fewer than two models, shares off the simplex, or models
   *     that have no class in common (log Z = −∞)
   */
  public static AndOracle classes(double[]... shares) {
    return new AndOracle(shares.length, ClassProduct.of(Checks.shares(shares)));
  }

  /**
   * Returns log Z(λ) = log ∫ Π qᵢ^{λᵢ}.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return at most 0, in nats
   */
  public double logZ(double... lambda) {
    return -dual(lambda);
  }

  /**
   * Returns the dual function D(λ) = −log Z(λ).
   *
   * @param lambda the weights on the simplex, one for each model
   * @return at least 0, in nats
   */
  public double dual(double... lambda) {
    return slope(checked(lambda)).value();
  }

  /**
   * Returns the divergences, which are the gradient of the dual function along the simplex.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return D_KL(p_λ‖qᵢ) in nats, one for each model
   */
  public double[] kls(double... lambda) {
    return slope(checked(lambda)).gradient().clone();
  }

  /**
   * Returns the logarithm of the product density.
   *
   * @param lambda the weights on the simplex, one for each model
   * @param x a point of d numbers
   * @return log p_λ(x) in nats
   * @throws IllegalStateException if the oracle is of classes
   */
  public double logDensity(double[] lambda, double... x) {
    double[] weights = checked(lambda);
    return product.logDensity(weights, -slope(weights).value(), x);
  }

  /**
   * Returns the mean of the product.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return E_{p_λ}[x], d numbers
   * @throws IllegalStateException if the oracle is of classes
   */
  public double[] mean(double... lambda) {
    return product.mean(checked(lambda));
  }

  /**
   * Returns the covariance of the product.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return Cov_{p_λ}(x), d × d numbers
   * @throws IllegalStateException if the oracle is of classes
   */
  public double[][] covariance(double... lambda) {
    return product.covariance(checked(lambda));
  }

  /**
   * Returns the product of single Gaussians.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return p_λ, a mixture of one component
   * @throws IllegalStateException if a model is no single Gaussian
   */
  public GaussianMixture product(double... lambda) {
    return product.gaussian(checked(lambda));
  }

  /**
   * Returns the product's share of each class.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return one for each class, 0 where some model lacks it
   * @throws IllegalStateException if the oracle is of mixtures
   */
  public double[] shares(double... lambda) {
    return product.shares(checked(lambda));
  }

  /**
   * Solves the problem: maximises D over the simplex. Found once, then remembered.
   *
   * @return λ*, not always unique, and what holds there
   */
  public synchronized ComposedOptimum optimum() {
    if (optimum == null) {
      optimum = ComposedOptimum.of(product, models);
    }
    return optimum;
  }

  private double[] checked(double[] lambda) {
    return Checks.simplex(lambda, models);
  }

  private SimplexFunction.Slope slope(double[] lambda) {
    Known last = known;
    if (last == null || !Arrays.equals(last.lambda, lambda)) {
      last = new Known(lambda, product.slope(lambda));
      known = last;
    }
    return last.slope;
  }
}
