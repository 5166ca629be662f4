package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/** The process z(t+1) = A·z(t) + s·ξ(t), started from its stationary law N(0, s²·P). */
final class Autoregression {
  private final RealMatrix a;
  private final double noise;

  Autoregression(double[][] a, double noise) {
    checkMatrix(a);
    if (!(noise > 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException(
          "noise is %s, but must be a finite number above 0: give one such as 1".formatted(noise));
    }
    this.a = new Array2DRowRealMatrix(a);
    this.noise = noise;
    checkRadius();
  }

  private static void checkMatrix(double[][] a) {
    for (double[] row : a) {
      if (row.length != a.length) {
        throw new IllegalArgumentException(
            "a has %d rows, but one of %d numbers: give a square matrix"
                .formatted(a.length, row.length));
      }
      if (!Arrays.stream(row).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "a has the row %s: give finite numbers only".formatted(Arrays.toString(row)));
      }
    }
    if (a.length < 2) {
      throw new IllegalArgumentException(
          "a is %d × %d, but a graph needs at least 2 channels: give a larger matrix"
              .formatted(a.length, a.length));
    }
  }

  private void checkRadius() {
    var eigen = new EigenDecomposition(a);
    double radius = 0;
    for (int i = 0; i < a.getRowDimension(); i++) {
      radius = Math.max(radius, Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i)));
    }
    if (radius >= 1) {
      throw new IllegalArgumentException(
          "a has spectral radius %s, but the series is stationary only below 1: divide a by %s or"
                  .formatted(radius, 1.1 * radius)
              + " more");
    }
  }

  /** Channels × scans. */
  double[][] draw(int scans, long seed) {
    if (scans < 2) {
      throw new IllegalArgumentException("scans is " + scans + ", but must be at least 2");
    }
    // of java.util.Random the first normal numbers of neighbouring seeds are alike
    var random = new Well19937c(seed);
    int n = a.getRowDimension();
    RealMatrix root = new CholeskyDecomposition(stationary(), 1e-12, 0).getL();
    double[] z = root.operate(normal(random, n));
    var values = new double[n][scans];
    for (int t = 0; t < scans; t++) {
      if (Thread.interrupted()) {
        throw new CancellationException("drawing the series was interrupted");
      }
      for (int i = 0; i < n; i++) {
        values[i][t] = noise * z[i];
      }
      z = a.operate(z);
      double[] innovation = normal(random, n);
      for (int i = 0; i < n; i++) {
        z[i] += innovation[i];
      }
    }
    return values;
  }

  private static double[] normal(RandomGenerator random, int count) {
    var values = new double[count];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /**
   * P = Σ_k A^k·(A^k)ᵀ, which is P = A·P·Aᵀ + I; each step doubles the number of terms: P ← P +
   * B·P·Bᵀ, B ← B².
   */
  private RealMatrix stationary() {
    RealMatrix power = a;
    RealMatrix sum = MatrixUtils.createRealIdentityMatrix(a.getRowDimension());
    RealMatrix added;
    do {
      added = power.multiply(sum).multiply(power.transpose());
      sum = sum.add(added);
      power = power.multiply(power);
    } while (added.getFrobeniusNorm() > 1e-17 * sum.getFrobeniusNorm());
    return sum.add(sum.transpose()).scalarMultiply(0.5);
  }
}
