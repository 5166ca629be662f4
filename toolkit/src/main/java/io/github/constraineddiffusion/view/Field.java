package io.github.constraineddiffusion.view;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.math3.analysis.interpolation.PiecewiseBicubicSplineInterpolatingFunction;
import org.apache.commons.math3.analysis.interpolation.PiecewiseBicubicSplineInterpolator;

/**
 * A function of two variables sampled on a regular grid, {@code z[j][i]} at {@code (x[i], y[j])}.
 */
public final class Field {
  private final double[] x;
  private final double[] y;
  private final double[][] z;

  private Field(double[] x, double[] y, double[][] z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /**
   * Samples a function.
   *
   * @param f the function of (x, y)
   * @param window where
   * @param n grid points along each side, at least 2
   * @return the field
   */
  public static Field sample(DoubleBinaryOperator f, Window window, int n) {
    if (n < 2) {
      throw new IllegalArgumentException("the grid has " + n + " points a side: give at least 2");
    }
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      double u = (double) i / (n - 1);
      x[i] = window.xMin() + u * (window.xMax() - window.xMin());
      y[i] = window.yMin() + u * (window.yMax() - window.yMin());
    }
    double[][] z = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        z[j][i] = f.applyAsDouble(x[i], y[j]);
      }
    }
    return new Field(x, y, z);
  }

  /**
   * Returns the field on a finer grid, by bicubic interpolation: for smooth functions that are slow
   * to compute.
   *
   * @param n grid points along each side
   */
  Field refined(int n) {
    PiecewiseBicubicSplineInterpolatingFunction smooth =
        new PiecewiseBicubicSplineInterpolator().interpolate(y, x, z); // its first index is of y
    Window all = new Window(x[0], x[x.length - 1], y[0], y[y.length - 1]);
    return sample((a, b) -> smooth.value(clamp(b, y), clamp(a, x)), all, n);
  }

  private static double clamp(double value, double[] grid) {
    return Math.min(grid[grid.length - 1], Math.max(grid[0], value));
  }

  /** {@return the number of grid points along a side} */
  public int size() {
    return x.length;
  }

  double x(int i) {
    return x[i];
  }

  double y(int j) {
    return y[j];
  }

  double z(int i, int j) {
    return z[j][i];
  }

  /** Returns the finite values in rising order. */
  double[] sorted() {
    return Arrays.stream(z)
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }

  /**
   * Reads the field as a density: returns the level whose contour is the smallest region that holds
   * a given share of the mass on the grid.
   *
   * @param share in (0, 1), such as 0.9
   * @return the level
   */
  public double levelHolding(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share is " + share + ", but the share of a density that a contour holds lies in (0, 1)");
    }
    double[] values = sorted();
    double total = Arrays.stream(values).sum();
    double held = 0;
    int k = values.length;
    while (k > 0 && held < share * total) {
      held += values[--k];
    }
    return k < values.length ? values[k] : 0;
  }
}
