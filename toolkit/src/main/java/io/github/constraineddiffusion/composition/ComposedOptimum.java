package io.github.constraineddiffusion.composition;

import java.util.Arrays;

/**
 * The exact solution of a composition min u subject to "every divergence is at most u" (arXiv
 * 2508.19104). Arrays are in the order of the models.
 *
 * <p>By strong duality {@code dual} and {@code u} agree to rounding. λ* need not be unique; u and
 * the composed distribution of AND are.
 *
 * @param lambda the weights λ* on the simplex
 * @param u the largest divergence, in nats
 * @param kl each model's divergence in nats: KL(p*‖qᵢ) for AND; KL(qᵢ‖p*) or the cross-entropy
 *     −E_{qᵢ} log p* for OR
 * @param dual the dual function D(λ*), in nats
 */
public record ComposedOptimum(double[] lambda, double u, double[] kl, double dual) {

  /**
   * Copies the arrays.
   *
   * @param lambda the weights λ* on the simplex
   * @param u the largest divergence, in nats
   * @param kl each model's divergence in nats
   * @param dual the dual function D(λ*), in nats
   */
  public ComposedOptimum {
    lambda = lambda.clone();
    kl = kl.clone();
  }

  /** Solves max D over the simplex. */
  static ComposedOptimum of(SimplexFunction dual, int models) {
    double[] lambda = new SimplexNewton(dual).maximize(models);
    SimplexFunction.Slope slope = dual.slope(lambda);
    double worst = Arrays.stream(slope.gradient()).max().orElseThrow();
    return new ComposedOptimum(lambda, worst, slope.gradient(), slope.value());
  }

  /**
   * Returns the optimal weights.
   *
   * @return λ*, a copy
   */
  @Override
  public double[] lambda() {
    return lambda.clone();
  }

  /**
   * Returns the divergences at the optimum.
   *
   * @return one for each model in nats, a copy
   */
  @Override
  public double[] kl() {
    return kl.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComposedOptimum that
        && Arrays.equals(lambda, that.lambda)
        && Double.compare(u, that.u) == 0
        && Arrays.equals(kl, that.kl)
        && Double.compare(dual, that.dual) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lambda) + Arrays.hashCode(kl);
  }

  @Override
  public String toString() {
    return "ComposedOptimum[lambda=%s, u=%s, kl=%s, dual=%s]"
        .formatted(Arrays.toString(lambda), u, Arrays.toString(kl), dual);
  }
}
