package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** The graphs that are compared, made of training pairs. */
final class NamedShifts {
  private NamedShifts() {}

  /** XXᵀ/M. */
  static GraphShift covariance(ForecastData d) {
    RealMatrix x = Dense.of(d.trainInputs());
    return of("C_XX", x.multiply(x.transpose()).scalarMultiply(1.0 / x.getColumnDimension()));
  }

  /** ½(XYᵀ + YXᵀ)/M. */
  static GraphShift crossCovariance(String name, ForecastData d) {
    RealMatrix x = Dense.of(d.trainInputs());
    RealMatrix xy = x.multiply(Dense.of(d.trainTargets()).transpose());
    return of(name, Dense.symmetric(xy, 1.0 / x.getColumnDimension()));
  }

  static GraphShift identity(ForecastData d) {
    return of("identity", MatrixUtils.createRealIdentityMatrix(d.channels()));
  }

  static GraphShift nearestNeighbours(ForecastData d, int k) {
    int n = d.channels();
    if (k < 1 || k > n - 1) {
      throw new IllegalArgumentException(
          "k is %d, but must lie from 1 to %d: each of %d channels has %d others"
              .formatted(k, n - 1, n, n - 1));
    }
    return GraphShift.of("k-NN", Neighbours.adjacency(covariance(d).matrix(), k));
  }

  private static GraphShift of(String name, RealMatrix s) {
    return GraphShift.of(name, s.getData());
  }
}
