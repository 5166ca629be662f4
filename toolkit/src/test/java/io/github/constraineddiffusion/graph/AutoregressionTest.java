package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class AutoregressionTest {
  private static final double NOISE = 0.5;
  private static final double[][] SYMMETRIC = {{0.5, 0.2, 0.0}, {0.2, -0.3, 0.3}, {0.0, 0.3, 0.4}};
  private static final double[][] ONE_WAY = {{0.6, 0.5, 0}, {0, 0.4, -0.7}, {0, 0, 0.5}};

  @Test
  void covariancesOfASymmetricProcessAreTheClosedForm() {
    RealMatrix a = new Array2DRowRealMatrix(SYMMETRIC);
    // C = s²·(I − A²)⁻¹
    RealMatrix c =
        inverse(MatrixUtils.createRealIdentityMatrix(3).subtract(a.multiply(a)))
            .scalarMultiply(NOISE * NOISE);
    for (long seed = 0; seed < 3; seed++) {
      double[][] z = TimeSeries.autoregressive(SYMMETRIC, NOISE, 60_000, seed).values();
      for (int delta = 0; delta <= 3; delta++) {
        assertClose(a.power(delta).multiply(c), lagged(z, delta), 0.02);
      }
    }
  }

  @Test
  void covariancesOfAnAsymmetricProcessSolveItsEquation() {
    RealMatrix a = new Array2DRowRealMatrix(ONE_WAY);
    double[][] z = TimeSeries.autoregressive(ONE_WAY, NOISE, 60_000, 5).values();
    RealMatrix c = new Array2DRowRealMatrix(lagged(z, 0));
    RealMatrix next = a.multiply(c).multiply(a.transpose());
    assertClose(c.subtract(next), scaledIdentity(), 0.02);
    assertClose(a.multiply(c), lagged(z, 1), 0.02);
    assertClose(a.multiply(a).multiply(c), lagged(z, 2), 0.02);
  }

  /** Over many seeds the first scan already has the stationary covariance: 0.98 forgets slowly. */
  @Test
  void theFirstScanIsStationary() {
    double[][] slow = {{0.98, 0}, {0, -0.9}};
    var first = new double[2][8000];
    for (int seed = 0; seed < first[0].length; seed++) {
      double[][] z = TimeSeries.autoregressive(slow, 2, 2, seed).values();
      first[0][seed] = z[0][0];
      first[1][seed] = z[1][0];
    }
    double[][] c = lagged(first, 0);
    assertEquals(4 / (1 - 0.98 * 0.98), c[0][0], 0.06 * c[0][0]);
    assertEquals(4 / (1 - 0.9 * 0.9), c[1][1], 0.06 * c[1][1]);
    assertEquals(0, c[0][1], 0.06 * Math.sqrt(c[0][0] * c[1][1]));
  }

  @Test
  void aSeedGivesTheSameSeries() {
    double[][] z = TimeSeries.autoregressive(ONE_WAY, NOISE, 10, 1).values();
    assertArrayEquals(z, TimeSeries.autoregressive(ONE_WAY, NOISE, 10, 1).values());
    double[][] other = TimeSeries.autoregressive(ONE_WAY, NOISE, 10, 2).values();
    assertFalse(Arrays.deepEquals(z, other));
    // the noise is a factor: nothing in it is too small or too large
    double[][] tiny = TimeSeries.autoregressive(ONE_WAY, NOISE * 0x1p-60, 10, 1).values();
    assertEquals(z[2][9], tiny[2][9] * 0x1p60);
  }

  @Test
  void wrongArgumentsAreNamedWithRemedy() {
    double[][] half = {{0.5, 0}, {0, 0.5}};
    refused(new double[][] {{1.2, 0}, {0, 0.5}}, 1, 9, "a has spectral radius 1.2", "divide a by");
    refused(new double[][] {{0, 1}, {-1, 0}}, 1, 9, "a has spectral radius 1.0");
    refused(new double[][] {{0.5, 0}}, 1, 9, "a has 1 rows, but one of 2 numbers");
    refused(new double[][] {{0.5}}, 1, 9, "a is 1 × 1");
    refused(new double[0][], 1, 9, "a is 0 × 0");
    refused(new double[][] {{0.5, Double.NaN}, {0, 0}}, 1, 9, "finite numbers only");
    refused(half, 0, 9, "noise is 0.0");
    refused(half, 1, 1, "scans is 1");
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> TimeSeries.autoregressive(half, 1, 9, 0));
  }

  private static void refused(double[][] a, double noise, int scans, String... parts) {
    var fault =
        assertThrows(
            IllegalArgumentException.class, () -> TimeSeries.autoregressive(a, noise, scans, 0));
    for (String part : parts) {
      assertTrue(fault.getMessage().contains(part), fault.getMessage());
    }
  }

  /** The mean of z(t+Δ)·z(t)ᵀ; the process has mean 0. */
  private static double[][] lagged(double[][] z, int delta) {
    int n = z.length;
    int pairs = z[0].length - delta;
    var sum = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int t = 0; t < pairs; t++) {
          sum[i][j] += z[i][t + delta] * z[j][t] / pairs;
        }
      }
    }
    return sum;
  }

  private static RealMatrix inverse(RealMatrix matrix) {
    return new LUDecomposition(matrix).getSolver().getInverse();
  }

  private static double[][] scaledIdentity() {
    return MatrixUtils.createRealIdentityMatrix(3).scalarMultiply(NOISE * NOISE).getData();
  }

  private static void assertClose(RealMatrix expected, double[][] found, double tolerance) {
    for (int i = 0; i < found.length; i++) {
      assertArrayEquals(expected.getRow(i), found[i], tolerance);
    }
  }
}
