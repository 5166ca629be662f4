package io.github.constraineddiffusion.view;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A smooth function on the simplex of three weights, computed at few points and interpolated by
 * quadratic triangles; beyond the edges the outermost triangles go on.
 */
final class TernaryField {
  private static final int ELEMENTS = 20;
  private static final int NODES = 2 * ELEMENTS;

  private final double[][] z = new double[NODES + 1][];
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  TernaryField(ToDoubleFunction<double[]> f) {
    for (int p = 0; p <= NODES; p++) {
      z[p] = new double[NODES - p + 1];
      for (int q = 0; q <= NODES - p; q++) {
        double[] lambda = {
          (double) p / NODES, (double) q / NODES, (double) (NODES - p - q) / NODES
        };
        z[p][q] = finite(f, lambda);
        low = Math.min(low, z[p][q]);
        high = Math.max(high, z[p][q]);
      }
    }
  }

  static double finite(ToDoubleFunction<double[]> f, double[] lambda) {
    double value = f.applyAsDouble(lambda);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the dual function is "
              + value
              + " at λ = "
              + Arrays.toString(lambda)
              + ": give one that is finite on the whole simplex");
    }
    return value;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** The value at weights (a, b, 1 − a − b). */
  double at(double a, double b) {
    double u = a * ELEMENTS;
    double v = b * ELEMENTS;
    int i = Math.min(ELEMENTS - 1, Math.max(0, (int) u));
    int j = Math.min(ELEMENTS - 1 - i, Math.max(0, (int) v));
    double f = u - i;
    double g = v - j;
    int p = 2 * i;
    int q = 2 * j;
    return f + g <= 1 || i + j == ELEMENTS - 1
        ? quadratic(f, g, p, q, 1)
        : quadratic(1 - f, 1 - g, p + 2, q + 2, -1);
  }

  /** The triangle with its corner (p, q) and the corners two nodes further along each side. */
  private double quadratic(double a, double b, int p, int q, int way) {
    double c = 1 - a - b;
    return c * (2 * c - 1) * z[p][q]
        + a * (2 * a - 1) * z[p + 2 * way][q]
        + b * (2 * b - 1) * z[p][q + 2 * way]
        + 4 * a * c * z[p + way][q]
        + 4 * b * c * z[p][q + way]
        + 4 * a * b * z[p + way][q + way];
  }
}
