package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Models as probabilities of cells, kept as logarithms: nothing underflows, however little the
 * models overlap. Cells are those of a grid, or classes.
 *
 * @param logMasses log qᵢ(cell), one row for each model
 * @param logVolume the logarithm of a cell's volume, which turns probabilities into densities; for
 *     a class its entropy, which is the same for all models
 */
record Tabulated(double[][] logMasses, IntToDoubleFunction logVolume) {

  static Tabulated of(List<GaussianMixture> models, PlainGrid grid) {
    double logCell = Math.log(grid.cell());
    var logs = new double[models.size()][grid.size()];
    for (int j = 0; j < grid.size(); j++) {
      double[] x = grid.point(j);
      for (int i = 0; i < logs.length; i++) {
        logs[i][j] = models.get(i).logDensity(x) + logCell;
      }
    }
    return new Tabulated(logs, j -> logCell);
  }

  static Tabulated of(double[][] shares, double[] classEntropies) {
    var logs = new double[shares.length][];
    Arrays.setAll(logs, i -> Arrays.stream(shares[i]).map(Math::log).toArray());
    double[] entropies = classEntropies.clone();
    return new Tabulated(logs, c -> entropies[c]);
  }

  int models() {
    return logMasses.length;
  }

  int cells() {
    return logMasses[0].length;
  }

  /** Returns Σ λᵢ log qᵢ(cell) for every cell. Every model must have mass in every cell. */
  double[] logProducts(double[] lambda) {
    var sums = new double[cells()];
    for (int i = 0; i < lambda.length; i++) {
      for (int j = 0; j < sums.length && lambda[i] > 0; j++) {
        sums[j] += lambda[i] * logMasses[i][j];
      }
    }
    return sums;
  }

  /** Returns log Σ λᵢ qᵢ(cell), −∞ where no model of a weight above 0 has mass. */
  double logMixture(double[] logLambda, int cell) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logLambda.length; i++) {
      largest = Math.max(largest, logLambda[i] + logMasses[i][cell]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (int i = 0; i < logLambda.length; i++) {
      sum += Math.exp(logLambda[i] + logMasses[i][cell] - largest);
    }
    return largest + Math.log(sum);
  }
}
