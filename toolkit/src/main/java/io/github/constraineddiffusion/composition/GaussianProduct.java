package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The product of single Gaussians N(μᵢ, Pᵢ⁻¹) in any dimension d, in closed form (derived): p_λ =
 * N(μ, P⁻¹) with P = Σ λᵢPᵢ, Pμ = Σ λᵢPᵢμᵢ, and log Z(λ) = Σ λᵢ log qᵢ(μ) + ½ log det(2πP⁻¹).
 */
final class GaussianProduct implements Product {
  private final List<GaussianMixture> models;
  private final List<RealMatrix> precisions;
  private final List<RealVector> means;
  private final double[] logDeterminants;

  private record Moments(RealVector mean, RealMatrix covariance, double logDeterminant) {}

  GaussianProduct(List<GaussianMixture> models) {
    this.models = models;
    this.means =
        models.stream().<RealVector>map(model -> new ArrayRealVector(model.mean(0))).toList();
    var factors =
        models.stream()
            .map(model -> MatrixUtils.createRealMatrix(model.covariance(0)))
            .map(CholeskyDecomposition::new)
            .toList();
    this.precisions = factors.stream().map(factor -> factor.getSolver().getInverse()).toList();
    this.logDeterminants = factors.stream().mapToDouble(GaussianProduct::logDeterminant).toArray();
  }

  private static double logDeterminant(CholeskyDecomposition factor) {
    double sum = 0;
    for (int a = 0; a < factor.getL().getRowDimension(); a++) {
      sum += 2 * Math.log(factor.getL().getEntry(a, a));
    }
    return sum;
  }

  private Moments moments(double[] lambda) {
    int d = means.get(0).getDimension();
    RealMatrix precision = MatrixUtils.createRealMatrix(d, d);
    RealVector right = new ArrayRealVector(d);
    for (int i = 0; i < lambda.length; i++) {
      precision = precision.add(precisions.get(i).scalarMultiply(lambda[i]));
      right = right.add(precisions.get(i).operate(means.get(i)).mapMultiply(lambda[i]));
    }
    // its threshold on symmetry is relative to the entries: sums of inverses round
    var factor = new CholeskyDecomposition(symmetric(precision));
    RealMatrix covariance = symmetric(factor.getSolver().getInverse());
    return new Moments(covariance.operate(right), covariance, -logDeterminant(factor));
  }

  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }

  /**
   * With δᵢ = μ − μᵢ and S = P⁻¹: KLᵢ = ½ (tr PᵢS + δᵢᵀPᵢδᵢ − d − log det PᵢS), Cov_p(log qᵢ, log
   * qₖ) = ½ tr(PᵢSPₖS) + δᵢᵀPᵢSPₖδₖ.
   */
  @Override
  public Slope slope(double[] lambda) {
    Moments p = moments(lambda);
    int m = lambda.length;
    int d = p.mean.getDimension();
    var spread = new RealMatrix[m];
    var pull = new RealVector[m];
    var kls = new double[m];
    double logZ = 0.5 * (d * Math.log(2 * Math.PI) + p.logDeterminant);
    for (int i = 0; i < m; i++) {
      RealVector away = p.mean.subtract(means.get(i));
      spread[i] = precisions.get(i).multiply(p.covariance);
      pull[i] = precisions.get(i).operate(away);
      double square = away.dotProduct(pull[i]);
      double logRatio = p.logDeterminant - logDeterminants[i];
      kls[i] = Math.max(0, 0.5 * (spread[i].getTrace() + square - d - logRatio));
      logZ -= 0.5 * lambda[i] * (square + d * Math.log(2 * Math.PI) + logDeterminants[i]);
    }
    var curvature = new double[m][m];
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < m; k++) {
        double cross = pull[i].dotProduct(p.covariance.operate(pull[k]));
        curvature[i][k] = 0.5 * traceOfProduct(spread[i], spread[k]) + cross;
      }
    }
    return new Slope(-logZ, kls, curvature);
  }

  private static double traceOfProduct(RealMatrix a, RealMatrix b) {
    double sum = 0;
    for (int r = 0; r < a.getRowDimension(); r++) {
      for (int c = 0; c < a.getRowDimension(); c++) {
        sum += a.getEntry(r, c) * b.getEntry(c, r);
      }
    }
    return sum;
  }

  @Override
  public double[] mean(double[] lambda) {
    return moments(lambda).mean.toArray();
  }

  @Override
  public double[][] covariance(double[] lambda) {
    return moments(lambda).covariance.getData();
  }

  @Override
  public double logDensity(double[] lambda, double logZ, double[] x) {
    return GridProduct.sumOfLogs(models, lambda, x) - logZ;
  }

  @Override
  public GaussianMixture gaussian(double[] lambda) {
    Moments p = moments(lambda);
    return GaussianMixture.builder().component(1, p.mean.toArray(), p.covariance.getData()).build();
  }
}
