package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.BlockRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * What commons-math's matrices lack here: sums with weights, the inner product of matrices, vec,
 * messages on shapes that say what a row is, and a product with a wide matrix that is not three
 * times slower than loops over rows.
 */
final class Dense {
  private Dense() {}

  /** {@return a matrix of the kind whose products stay fast behind the interface; a copy} */
  static RealMatrix of(double[][] rows) {
    return new BlockRealMatrix(rows);
  }

  /** {@return factor·(a + aᵀ)/2} */
  static RealMatrix symmetric(RealMatrix a, double factor) {
    return a.add(a.transpose()).scalarMultiply(0.5 * factor);
  }

  /** {@return s⁰x … s^(taps−1)x} */
  static RealMatrix[] shifts(RealMatrix s, RealMatrix x, int taps) {
    var result = new RealMatrix[taps];
    result[0] = x;
    for (int k = 1; k < taps; k++) {
      result[k] = times(s, result[k - 1]);
    }
    return result;
  }

  /** {@return s·x, fast where x is wide: row by row, in the order of memory} */
  static RealMatrix times(RealMatrix s, RealMatrix x) {
    double[][] factors = s.getData();
    double[][] rows = x.getData();
    var product = new double[factors.length][x.getColumnDimension()];
    for (int i = 0; i < product.length; i++) {
      for (int k = 0; k < rows.length; k++) {
        addTo(product[i], factors[i][k], rows[k]);
      }
    }
    return of(product);
  }

  private static void addTo(double[] target, double factor, double[] row) {
    for (int m = 0; m < target.length; m++) {
      target[m] += factor * row[m];
    }
  }

  /** {@return Σ_k weight_k·a_k} */
  static RealMatrix sum(double[] weights, RealMatrix[] a) {
    RealMatrix sum = a[0].scalarMultiply(weights[0]);
    for (int k = 1; k < weights.length; k++) {
      sum = sum.add(a[k].scalarMultiply(weights[k]));
    }
    return sum;
  }

  /** {@return vec a, the rows one after the other} */
  static double[] flat(RealMatrix a) {
    int columns = a.getColumnDimension();
    double[][] rows = a.getData();
    var flat = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return flat;
  }

  /** {@return Σ aᵢⱼ bᵢⱼ} */
  static double inner(RealMatrix a, RealMatrix b) {
    return new ArrayRealVector(flat(a), false).dotProduct(new ArrayRealVector(flat(b), false));
  }

  /**
   * Refuses what is no matrix of so many rows.
   *
   * @param columns expected, or −1 for as many as the first row has
   * @param why so many: where the numbers come from
   * @return columns
   */
  static int requireRows(String what, double[][] a, int rows, int columns, String why) {
    requireOneLength(what, a);
    int width = a.length == 0 ? 0 : a[0].length;
    if (a.length != rows || width == 0 || columns >= 0 && width != columns) {
      throw new IllegalArgumentException(
          "%s is %d × %d, but must be %d × %s: %s"
              .formatted(
                  what, a.length, width, rows, columns < 0 ? "M (at least 1)" : columns, why));
    }
    return width;
  }

  /** Refuses null and rows of different length. */
  static void requireOneLength(String what, double[][] a) {
    requireGiven(what, a);
    for (int i = 0; i < a.length; i++) {
      requireGiven("row " + i + " of " + what, a[i]);
      if (a[i].length != a[0].length) {
        throw new IllegalArgumentException(
            "%s: row %d has %s, row 0 has %d: give rows of one length"
                .formatted(
                    what, i, a[i].length == 1 ? "1 entry" : a[i].length + " entries", a[0].length));
      }
    }
  }

  static <T> T requireGiven(String what, T value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is null: give one");
    }
    return value;
  }

  /**
   * Refuses what is no matrix with a row for every node of a graph.
   *
   * @return columns
   */
  static int requireNodes(String what, double[][] a, GraphShift s, int columns) {
    return requireRows(
        what,
        a,
        s.size(),
        columns,
        "graph %s has %d nodes, one a row, and x and y have a column a pair"
            .formatted(s.name(), s.size()));
  }
}
