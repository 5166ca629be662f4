package io.github.constraineddiffusion.constraint;

/**
 * The dual of "how small a total mass S suffices for a measure M = Σ αᵢqⁱ to keep every
 * constraint", whose solution gives u* = min_p max_i (D_KL(qⁱ‖p) − bᵢ) = log S:
 *
 * <p>F(α) = Σ αᵢ (∫ qⁱ log(qⁱ/M) − bᵢ) + Σ αᵢ, ∂F/∂αᵢ = ∫ qⁱ log(qⁱ/M) − bᵢ, ∂²F/∂αᵢ∂αⱼ = −∫
 * qⁱqʲ/M.
 *
 * <p>Dividing M by S turns ∫ qⁱ log(qⁱ/M) ≤ bᵢ into D_KL(qⁱ‖M/S) ≤ bᵢ + log S. For disjoint classes
 * αᵢ = e^{−bᵢ}. Unlike the problem over the simplex, this one has only α ≥ 0 to obey.
 */
record FeasibilityDual(MixtureIntegrals integrals, double[] thresholds) implements ConcaveFunction {

  @Override
  public Slope slope(double[] alpha) {
    double[] crossEntropies = integrals.crossEntropies(withoutObjective(alpha));
    double[] negativeEntropies = integrals.negativeEntropies();
    var gradient = new double[alpha.length];
    double value = 0;
    for (int i = 0; i < alpha.length; i++) {
      gradient[i] = crossEntropies[i + 1] + negativeEntropies[i + 1] - thresholds[i];
      value += alpha[i] * (gradient[i] + 1);
    }
    return new Slope(value, gradient);
  }

  @Override
  public double[][] hessian(double[] alpha) {
    double[][] curvatures = integrals.curvatures(withoutObjective(alpha));
    var hessian = new double[alpha.length][alpha.length];
    for (int i = 0; i < alpha.length; i++) {
      for (int j = 0; j < alpha.length; j++) {
        hessian[i][j] = -curvatures[i + 1][j + 1];
      }
    }
    return hessian;
  }

  private static double[] withoutObjective(double[] alpha) {
    double[] weights = Checks.withObjective(alpha);
    weights[0] = 0;
    return weights;
  }
}
