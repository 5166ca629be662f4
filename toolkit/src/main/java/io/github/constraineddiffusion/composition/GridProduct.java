package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;

/** The product of Gaussian mixtures in one or two dimensions, by quadrature. */
final class GridProduct implements Product {
  private static final double CUT = 1e-9;

  private final List<GaussianMixture> models;
  private final PlainGrid grid;
  private final TabulatedProduct product;

  private GridProduct(List<GaussianMixture> models, PlainGrid grid) {
    this.models = models;
    this.grid = grid;
    this.product = new TabulatedProduct(Tabulated.of(models, grid));
  }

  static GridProduct of(List<GaussianMixture> models, double refinement) {
    return new GridProduct(models, PlainGrid.of(models, refinement));
  }

  @Override
  public Slope slope(double[] lambda) {
    return product.slope(lambda, masses(lambda));
  }

  @Override
  public double logDensity(double[] lambda, double logZ, double[] x) {
    return sumOfLogs(models, lambda, x) - logZ;
  }

  /** Returns Σ λᵢ log qᵢ(x). */
  static double sumOfLogs(List<GaussianMixture> models, double[] lambda, double[] x) {
    double sum = 0;
    for (int i = 0; i < lambda.length; i++) {
      sum += lambda[i] * models.get(i).logDensity(x);
    }
    return sum;
  }

  @Override
  public double[] mean(double[] lambda) {
    return centre(masses(lambda));
  }

  private double[] centre(double[] masses) {
    var mean = new double[grid.axes().size()];
    for (int j = 0; j < masses.length; j++) {
      if (masses[j] > 0) {
        double[] x = grid.point(j);
        for (int a = 0; a < mean.length; a++) {
          mean[a] += masses[j] * x[a];
        }
      }
    }
    return mean;
  }

  @Override
  public double[][] covariance(double[] lambda) {
    double[] masses = masses(lambda);
    double[] mean = centre(masses);
    var covariance = new double[mean.length][mean.length];
    for (int j = 0; j < masses.length; j++) {
      if (masses[j] > 0) {
        double[] x = grid.point(j);
        for (int a = 0; a < mean.length; a++) {
          for (int b = 0; b < mean.length; b++) {
            covariance[a][b] += masses[j] * (x[a] - mean[a]) * (x[b] - mean[b]);
          }
        }
      }
    }
    return covariance;
  }

  private double[] masses(double[] lambda) {
    double[] masses = product.masses(lambda);
    double cut = 0;
    for (int j = 0; j < masses.length; j++) {
      cut += masses[j] > 0 && grid.onBorder(j) ? masses[j] : 0;
    }
    if (cut > CUT) {
      throw new IllegalArgumentException(
          "the product has %s of its mass on the border of the grid, at most %s is exact: long"
                  .formatted(cut, CUT)
              + " slanted components cross beyond 9 standard deviations; bring their modes closer"
              + " together");
    }
    return masses;
  }
}
