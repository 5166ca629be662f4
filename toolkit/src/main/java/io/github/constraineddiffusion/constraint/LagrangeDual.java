package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/**
 * The dual function of the constrained problem, with M = q + Σ λᵢqⁱ and Λ = Σ λᵢ (arXiv
 * 2408.15094):
 *
 * <p>g(λ) = D_KL(q‖M/(1+Λ)) + Σ λᵢ (D_KL(qⁱ‖M/(1+Λ)) − bᵢ), ∂g/∂λᵢ = D_KL(qⁱ‖M/(1+Λ)) − bᵢ,
 * ∂²g/∂λᵢ∂λⱼ = 1/(1+Λ) − ∫ qⁱqʲ/M.
 */
record LagrangeDual(MixtureIntegrals integrals, double[] thresholds) implements ConcaveFunction {

  /** Returns D_KL(q_s‖M/(1+Λ)) for q, q¹, …, qᵐ. */
  static double[] divergences(MixtureIntegrals integrals, double[] lambda) {
    double[] result = integrals.crossEntropies(Checks.withObjective(lambda));
    double[] negativeEntropies = integrals.negativeEntropies();
    double logTotal = Math.log1p(Arrays.stream(lambda).sum());
    // below 0 only by rounding
    Arrays.setAll(result, s -> Math.max(0, result[s] + negativeEntropies[s] + logTotal));
    return result;
  }

  @Override
  public Slope slope(double[] lambda) {
    double[] divergences = divergences(integrals, lambda);
    var gradient = new double[lambda.length];
    double value = divergences[0];
    for (int i = 0; i < lambda.length; i++) {
      gradient[i] = divergences[i + 1] - thresholds[i];
      value += lambda[i] * gradient[i];
    }
    return new Slope(value, gradient);
  }

  @Override
  public double[][] hessian(double[] lambda) {
    double[][] curvatures = integrals.curvatures(Checks.withObjective(lambda));
    double common = 1 / (1 + Arrays.stream(lambda).sum());
    var hessian = new double[lambda.length][lambda.length];
    for (int i = 0; i < lambda.length; i++) {
      for (int j = 0; j < lambda.length; j++) {
        hessian[i][j] = common - curvatures[i + 1][j + 1];
      }
    }
    return hessian;
  }
}
