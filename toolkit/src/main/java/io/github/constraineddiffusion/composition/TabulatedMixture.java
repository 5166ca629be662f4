package io.github.constraineddiffusion.composition;

import java.util.Arrays;

/**
 * The mixture p_λ = Σ λᵢqᵢ of tabulated models, and its dual function in both readings (derived
 * from arXiv 2508.19104): D(λ) = Σ λᵢ gᵢ(λ), where gᵢ = D_KL(qᵢ‖p_λ) or −E_{qᵢ} log p_λ is the
 * gradient up to a constant, and −∂²D/∂λᵢ∂λₖ = ∫ qᵢqₖ/p_λ.
 */
record TabulatedMixture(Tabulated table, OrReading reading) implements SimplexFunction {

  @Override
  public Slope slope(double[] lambda) {
    int m = lambda.length;
    double[] logLambda = Arrays.stream(lambda).map(Math::log).toArray();
    var divergences = new double[m];
    var curvature = new double[m][m];
    var masses = new double[m];
    for (int j = 0; j < table.cells(); j++) {
      double logP = table.logMixture(logLambda, j);
      for (int i = 0; i < m; i++) {
        double own = table.logMasses()[i][j];
        masses[i] = Math.exp(own);
        if (masses[i] > 0) {
          divergences[i] += masses[i] * (base(own, j) - logP);
          addCurvature(curvature[i], i, j, masses, logP);
        }
      }
    }
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < i; k++) {
        curvature[k][i] = curvature[i][k];
      }
    }
    var slope = new Slope(0, divergences, curvature);
    return new Slope(slope.along(lambda), divergences, curvature);
  }

  /** What the logarithm of p is compared with: log q, or the volume that makes it a density. */
  private double base(double own, int cell) {
    return reading == OrReading.KL ? own : table.logVolume().applyAsDouble(cell);
  }

  private void addCurvature(double[] row, int i, int cell, double[] masses, double logP) {
    for (int k = 0; k <= i; k++) {
      if (masses[k] > 0) {
        row[k] += masses[i] * Math.exp(table.logMasses()[k][cell] - logP);
      }
    }
  }

  /** Returns H(qᵢ) = −∫ qᵢ log qᵢ for every model. */
  double[] entropies() {
    var entropies = new double[table.models()];
    for (int i = 0; i < entropies.length; i++) {
      for (int j = 0; j < table.cells(); j++) {
        double log = table.logMasses()[i][j];
        double mass = Math.exp(log);
        entropies[i] += mass > 0 ? mass * (table.logVolume().applyAsDouble(j) - log) : 0;
      }
    }
    return entropies;
  }

  /** Returns p_λ(cell) for every cell. */
  double[] masses(double[] lambda) {
    double[] logLambda = Arrays.stream(lambda).map(Math::log).toArray();
    var masses = new double[table.cells()];
    Arrays.setAll(masses, j -> Math.exp(table.logMixture(logLambda, j)));
    return masses;
  }
}
