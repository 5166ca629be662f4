package io.github.constraineddiffusion.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.NonSymmetricMatrixException;

/**
 * One Gaussian N(μ, Σ), with Σ = L·Lᵀ. An isotropic Σ = v·I keeps only v, so that high dimensions
 * stay cheap.
 */
final class GaussianComponent {
  private final double[] mean;
  private final double variance;
  private final double scale;
  private final double[][] lower;
  private final double logNormaliser;

  private GaussianComponent(double[] mean, double variance, double[][] lower) {
    this.mean = mean;
    this.variance = variance;
    this.scale = Math.sqrt(variance);
    this.lower = lower;
    double logDeterminant = 0;
    for (int i = 0; i < mean.length; i++) {
      logDeterminant += 2 * Math.log(lower == null ? scale : lower[i][i]);
    }
    this.logNormaliser = -0.5 * (mean.length * Math.log(2 * Math.PI) + logDeterminant);
  }

  static GaussianComponent isotropic(double[] mean, double variance) {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "variance is "
              + variance
              + ", but a variance is a finite number above 0: give one such as 0.025");
    }
    return new GaussianComponent(finite(mean), variance, null);
  }

  static GaussianComponent full(double[] mean, double[][] covariance) {
    for (double[] row : covariance) {
      if (covariance.length != mean.length || row.length != mean.length) {
        throw new IllegalArgumentException(
            "covariance is %d × %d, but the mean has %d numbers: give a square matrix of that size"
                .formatted(covariance.length, row.length, mean.length));
      }
      finite(row);
    }
    try {
      var matrix = MatrixUtils.createRealMatrix(covariance);
      return new GaussianComponent(
          finite(mean), Double.NaN, new CholeskyDecomposition(matrix).getL().getData());
    } catch (NonPositiveDefiniteMatrixException | NonSymmetricMatrixException refused) {
      throw new IllegalArgumentException(
          "covariance is "
              + Arrays.deepToString(covariance)
              + ", which is not symmetric positive definite: give a symmetric matrix with positive"
              + " eigenvalues",
          refused);
    }
  }

  private static double[] finite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            Arrays.toString(values) + " has a value that is not finite: give finite numbers only");
      }
    }
    return values.clone();
  }

  int dimension() {
    return mean.length;
  }

  double[] mean() {
    return mean.clone();
  }

  boolean isIsotropic() {
    return lower == null;
  }

  double[][] covariance() {
    int d = mean.length;
    var result = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        result[i][j] = lower == null ? (i == j ? variance : 0) : rowProduct(i, j);
      }
    }
    return result;
  }

  private double rowProduct(int i, int j) {
    double sum = 0;
    for (int k = 0; k <= Math.min(i, j); k++) {
      sum += lower[i][k] * lower[j][k];
    }
    return sum;
  }

  /** log N(x; μ, Σ) = −½‖L⁻¹(x−μ)‖² − ½ log det(2πΣ). */
  double logDensity(double[] x) {
    double square = 0;
    for (double z : whitened(x)) {
      square += z * z;
    }
    return logNormaliser - 0.5 * square;
  }

  /** Adds weight · ∇ log N(x; μ, Σ) = −weight · Σ⁻¹(x−μ) to {@code sum}. */
  void addScore(double[] x, double weight, double[] sum) {
    double[] z = whitened(x);
    for (int i = z.length - 1; i >= 0; i--) {
      if (lower == null) {
        z[i] /= scale;
      } else {
        for (int k = i + 1; k < z.length; k++) {
          z[i] -= lower[k][i] * z[k];
        }
        z[i] /= lower[i][i];
      }
      sum[i] -= weight * z[i];
    }
  }

  /** L⁻¹(x−μ), by forward substitution. */
  private double[] whitened(double[] x) {
    var z = new double[mean.length];
    for (int i = 0; i < z.length; i++) {
      double rest = x[i] - mean[i];
      if (lower == null) {
        z[i] = rest / scale;
      } else {
        for (int k = 0; k < i; k++) {
          rest -= lower[i][k] * z[k];
        }
        z[i] = rest / lower[i][i];
      }
    }
    return z;
  }

  /** Turns the standard normal numbers at {@code offset} into a sample μ + L·z, in place. */
  void place(float[] values, int offset) {
    // from the last coordinate down: coordinate i needs only z of 0…i
    for (int i = mean.length - 1; i >= 0; i--) {
      double x = mean[i];
      if (lower == null) {
        x += scale * values[offset + i];
      } else {
        for (int k = 0; k <= i; k++) {
          x += lower[i][k] * values[offset + k];
        }
      }
      values[offset + i] = (float) x;
    }
  }

  /** A sample μ + L·z in plain Java. */
  double[] sample(RandomGenerator random) {
    int d = mean.length;
    var z = new double[d];
    Arrays.setAll(z, i -> random.nextGaussian());
    var x = mean.clone();
    for (int i = 0; i < d; i++) {
      if (lower == null) {
        x[i] += scale * z[i];
      } else {
        for (int k = 0; k <= i; k++) {
          x[i] += lower[i][k] * z[k];
        }
      }
    }
    return x;
  }

  /** Every digit of what defines it, for fingerprints. */
  String definition() {
    return Arrays.toString(mean)
        + (lower == null ? "isotropic " + variance : Arrays.deepToString(lower));
  }

  /** N(α·μ, α²·Σ + σ²·I). */
  GaussianComponent noised(double alpha, double sigma) {
    var shifted = mean.clone();
    Arrays.setAll(shifted, i -> alpha * mean[i]);
    if (lower == null) {
      return isotropic(shifted, alpha * alpha * variance + sigma * sigma);
    }
    double[][] covariance = covariance();
    for (int i = 0; i < shifted.length; i++) {
      for (int j = 0; j < shifted.length; j++) {
        covariance[i][j] = alpha * alpha * covariance[i][j] + (i == j ? sigma * sigma : 0);
      }
    }
    return full(shifted, covariance);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GaussianComponent that
        && Arrays.equals(mean, that.mean)
        && Double.compare(variance, that.variance) == 0
        && Arrays.deepEquals(lower, that.lower);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Double.hashCode(variance);
  }

  @Override
  public String toString() {
    String centre = Numbers.tuple(mean);
    return lower == null
        ? "N(" + centre + ", " + Numbers.brief(variance) + "·I)"
        : "N(" + centre + ", " + Numbers.matrix(covariance()) + ")";
  }
}
