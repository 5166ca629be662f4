package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RectangularCholeskyDecomposition;

/**
 * The positive eigenvalues m_k of Lᵀ Σ₁ L with Σ₂ = L·Lᵀ, which are those of Σ₁Σ₂, and the
 * directions L·q_k of their eigenvectors.
 */
final class CovarianceProduct {
  // what is smaller than this part of the largest variance is rounding of the covariance
  private static final double RANK_TOLERANCE = 1e-13;

  private final double[] eigenvalues;
  private final NDArray directions;

  private CovarianceProduct(double[] eigenvalues, NDArray directions) {
    this.eigenvalues = eigenvalues;
    this.directions = directions;
  }

  static CovarianceProduct of(NDManager scope, FeatureStatistics first, FeatureStatistics second) {
    double[][] root = root(second.covariance());
    if (root.length == 0) {
      return new CovarianceProduct(new double[0], null);
    }
    NDArray l = Matrices.tensor(scope, root);
    NDArray product = l.transpose().matMul(first.covariance(scope)).matMul(l);
    var eigen = new EigenDecomposition(symmetric(Matrices.rows(product)));
    double[] values = eigen.getRealEigenvalues();
    int kept = positive(values);
    if (kept == 0) {
      return new CovarianceProduct(new double[0], null);
    }
    double[][] vectors = eigen.getV().getSubMatrix(0, values.length - 1, 0, kept - 1).getData();
    return new CovarianceProduct(
        Arrays.copyOf(values, kept), l.matMul(Matrices.tensor(scope, vectors)));
  }

  /** Returns tr (Σ₁Σ₂)^{1/2} = Σ_k √m_k. */
  double rootTrace() {
    return Arrays.stream(eigenvalues).map(Math::sqrt).sum();
  }

  boolean isZero() {
    return eigenvalues.length == 0;
  }

  /** Returns the directions L·q_k as float64, shape (d, k). */
  NDArray directions() {
    return directions;
  }

  /** Returns 1/√m_k as float64, shape (k, 1). */
  NDArray inverseRoots(NDManager manager) {
    double[] roots = Arrays.stream(eigenvalues).map(m -> 1 / Math.sqrt(m)).toArray();
    return manager.create(roots, new Shape(roots.length, 1));
  }

  /** A root L with as many columns as the covariance has rank, by pivoted Cholesky. */
  private static double[][] root(double[][] covariance) {
    double largest = 0;
    for (int i = 0; i < covariance.length; i++) {
      largest = Math.max(largest, covariance[i][i]);
    }
    if (largest == 0) {
      return new double[0][];
    }
    double small = RANK_TOLERANCE * covariance.length * largest;
    var matrix = new Array2DRowRealMatrix(covariance, false);
    return new RectangularCholeskyDecomposition(matrix, small).getRootMatrix().getData();
  }

  private static Array2DRowRealMatrix symmetric(double[][] matrix) {
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        matrix[i][j] = (matrix[i][j] + matrix[j][i]) / 2;
        matrix[j][i] = matrix[i][j];
      }
    }
    return new Array2DRowRealMatrix(matrix, false);
  }

  /** Counts the eigenvalues, largest first, that are more than rounding. */
  private static int positive(double[] descending) {
    int kept = 0;
    while (kept < descending.length
        && descending[kept] > descending.length * Math.ulp(descending[0])) {
      kept++;
    }
    return kept;
  }
}
