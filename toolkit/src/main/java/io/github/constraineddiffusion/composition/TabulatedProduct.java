package io.github.constraineddiffusion.composition;

import java.util.Arrays;

/**
 * The product p_λ = Π qᵢ^{λᵢ}/Z(λ) of tabulated models, and its dual function (arXiv 2508.19104)
 *
 * <p>D(λ) = −log Z(λ), ∂D/∂λᵢ = D_KL(p_λ‖qᵢ) up to a constant (Danskin), −∂²D/∂λᵢ∂λⱼ =
 * Cov_{p_λ}(log qᵢ, log qⱼ) (derived).
 */
record TabulatedProduct(Tabulated table) implements SimplexFunction {
  private static final double NEGLIGIBLE = -50;

  /** Returns p_λ(cell) for every cell. */
  double[] masses(double[] lambda) {
    double[] masses = table.logProducts(lambda);
    double largest = Arrays.stream(masses).max().orElseThrow();
    double sum = 0;
    for (int j = 0; j < masses.length; j++) {
      double log = masses[j] - largest;
      masses[j] = log > NEGLIGIBLE ? Math.exp(log) : 0;
      sum += masses[j];
    }
    for (int j = 0; j < masses.length; j++) {
      masses[j] /= sum;
    }
    return masses;
  }

  @Override
  public Slope slope(double[] lambda) {
    return slope(lambda, masses(lambda));
  }

  Slope slope(double[] lambda, double[] masses) {
    // logs are taken relative to those at the peak: their covariance is of the order of 1, they of
    // the order of 100
    int peak = 0;
    for (int j = 0; j < masses.length; j++) {
      peak = masses[j] > masses[peak] ? j : peak;
    }
    double[] reference = column(peak);
    int m = lambda.length;
    var means = new double[m];
    var products = new double[m][m];
    for (int j = 0; j < masses.length; j++) {
      if (masses[j] > 0) {
        add(masses[j], j, reference, means, products);
      }
    }
    double logZ = -Math.log(masses[peak]);
    for (int i = 0; i < m; i++) {
      logZ += lambda[i] * reference[i];
    }
    return assemble(lambda, logZ, reference, means, products);
  }

  private double[] column(int cell) {
    var column = new double[table.models()];
    Arrays.setAll(column, i -> table.logMasses()[i][cell]);
    return column;
  }

  private void add(double mass, int cell, double[] reference, double[] means, double[][] products) {
    for (int i = 0; i < means.length; i++) {
      double relative = table.logMasses()[i][cell] - reference[i];
      means[i] += mass * relative;
      for (int k = 0; k <= i; k++) {
        products[i][k] += mass * relative * (table.logMasses()[k][cell] - reference[k]);
      }
    }
  }

  /** KLᵢ = E_p[Σ λₖ log qₖ] − log Z − E_p[log qᵢ]. */
  private static Slope assemble(
      double[] lambda, double logZ, double[] reference, double[] means, double[][] products) {
    int m = lambda.length;
    double negativeEntropy = -logZ;
    for (int i = 0; i < m; i++) {
      negativeEntropy += lambda[i] * (reference[i] + means[i]);
    }
    var kls = new double[m];
    var covariance = new double[m][m];
    for (int i = 0; i < m; i++) {
      // below 0 only by rounding
      kls[i] = Math.max(0, negativeEntropy - reference[i] - means[i]);
      for (int k = 0; k <= i; k++) {
        covariance[i][k] = products[i][k] - means[i] * means[k];
        covariance[k][i] = covariance[i][k];
      }
    }
    return new Slope(-logZ, kls, covariance);
  }
}
