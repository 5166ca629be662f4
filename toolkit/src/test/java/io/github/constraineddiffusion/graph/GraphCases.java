package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.RealMatrix;

/** Random matrices and small data for the tests of graphs. */
final class GraphCases {
  private GraphCases() {}

  static double[][] matrix(int rows, int columns, long seed) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, rows)
        .mapToObj(
            i -> IntStream.range(0, columns).mapToDouble(j -> random.nextGaussian()).toArray())
        .toArray(double[][]::new);
  }

  static GraphShift shift(int n, long seed) {
    return GraphShift.of(
            "random " + seed, Dense.symmetric(Dense.of(matrix(n, n, seed)), 1).getData())
        .normalised(ShiftScale.spectral());
  }

  /** A symmetric autoregression of 6 channels on a ring with unequal weights. */
  static ForecastData ring() {
    return series(300).forecast(1, 180, 60);
  }

  static TimeSeries series(int scans) {
    int n = 6;
    var a = new double[n][n];
    for (int i = 0; i < n; i++) {
      int next = (i + 1) % n;
      a[i][i] = 0.3;
      a[i][next] = 0.1 + 0.05 * i;
      a[next][i] = a[i][next];
    }
    return TimeSeries.autoregressive(a, 1, scans, 7);
  }

  /** The two-layer network by its definition; weights h then g, row by row. */
  static double[][] network(GraphShift s, double[] weights, int features, int taps, double[][] x) {
    RealMatrix[] shifted = Dense.shifts(Dense.of(s.matrix()), Dense.of(x), taps);
    var sum = new double[x.length][x[0].length];
    for (int f = 0; f < features; f++) {
      var u = new double[x.length][x[0].length];
      for (int i = 0; i < u.length; i++) {
        for (int m = 0; m < u[i].length; m++) {
          for (int k = 0; k < taps; k++) {
            u[i][m] += weights[f * taps + k] * shifted[k].getEntry(i, m);
          }
          u[i][m] = Math.tanh(u[i][m]);
        }
      }
      int start = (features + f) * taps;
      double[] g = Arrays.copyOfRange(weights, start, start + taps);
      double[][] output = GraphFilter.predict(s, g, u);
      for (int i = 0; i < sum.length; i++) {
        for (int m = 0; m < sum[i].length; m++) {
          sum[i][m] += output[i][m];
        }
      }
    }
    return sum;
  }

  /** {@return the mean squared error per element} */
  static double mse(double[][] prediction, double[][] y) {
    RealMatrix rest = Dense.of(prediction).subtract(Dense.of(y));
    return Dense.inner(rest, rest) / (y.length * y[0].length);
  }
}
