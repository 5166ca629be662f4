package io.github.constraineddiffusion.graph;

import java.util.Arrays;

/** Products of small dense matrices, as rows of doubles. */
final class Dense {
  private Dense() {}

  /** {@return a·b} */
  static double[][] times(double[][] a, double[][] b) {
    var product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        addTo(product[i], a[i][k], b[k]);
      }
    }
    return product;
  }

  /** {@return a·bᵀ} */
  static double[][] timesTransposed(double[][] a, double[][] b) {
    var product = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        product[i][j] = dot(a[i], b[j]);
      }
    }
    return product;
  }

  /** {@return factor·(a + aᵀ)/2} */
  static double[][] symmetric(double[][] a, double factor) {
    var result = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        result[i][j] = factor * 0.5 * (a[i][j] + a[j][i]);
      }
    }
    return result;
  }

  static double[][] identity(int n) {
    var result = new double[n][n];
    for (int i = 0; i < n; i++) {
      result[i][i] = 1;
    }
    return result;
  }

  static double[][] scaled(double[][] a, double factor) {
    return Arrays.stream(a)
        .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
        .toArray(double[][]::new);
  }

  static double[][] copy(double[][] a) {
    return Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
  }

  /** {@return s⁰x … s^(taps−1)x, [taps][n][M]} */
  static double[][][] shifts(double[][] s, double[][] x, int taps) {
    var result = new double[taps][][];
    result[0] = x;
    for (int k = 1; k < taps; k++) {
      result[k] = times(s, result[k - 1]);
    }
    return result;
  }

  /** {@return Σ_k weight_k·a_k} */
  static double[][] sum(double[] weights, double[][][] a) {
    var sum = new double[a[0].length][a[0][0].length];
    for (int k = 0; k < weights.length; k++) {
      for (int i = 0; i < sum.length; i++) {
        addTo(sum[i], weights[k], a[k][i]);
      }
    }
    return sum;
  }

  /** {@return the rows one after the other} */
  static double[] flat(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
  }

  /** {@return Σ aᵢⱼ bᵢⱼ} */
  static double inner(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += dot(a[i], b[i]);
    }
    return sum;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Adds factor·row. */
  static void addTo(double[] target, double factor, double[] row) {
    for (int j = 0; j < target.length; j++) {
      target[j] += factor * row[j];
    }
  }

  /**
   * Refuses what is no matrix of so many rows.
   *
   * @param columns expected, or −1 for as many as the first row has
   * @return columns
   */
  static int requireRows(String what, double[][] a, int rows, int columns) {
    int width = columns < 0 && a.length > 0 ? a[0].length : columns;
    boolean fits = a.length == rows && width > 0;
    for (double[] row : a) {
      fits &= row.length == width;
    }
    if (!fits) {
      String shape = a.length + " × " + (a.length == 0 ? 0 : a[0].length);
      throw new IllegalArgumentException(
          "%s is %s, but must be %d × %s, with rows of one length: series and graphs have a row a node, weights a row a feature"
              .formatted(what, shape, rows, columns < 0 ? "M (at least 1)" : "" + columns));
    }
    return width;
  }
}
