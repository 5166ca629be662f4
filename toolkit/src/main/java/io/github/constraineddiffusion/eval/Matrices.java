package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Matrices of double precision, to and from the engine. */
final class Matrices {
  private Matrices() {}

  static NDArray tensor(NDManager manager, double[][] rows) {
    int d = rows[0].length;
    var flat = new double[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * d, d);
    }
    return manager.create(flat, new Shape(rows.length, d));
  }

  static double[][] rows(NDArray matrix) {
    int d = Math.toIntExact(matrix.getShape().get(1));
    double[] flat = matrix.toDoubleArray();
    var rows = new double[flat.length / d][d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * d, rows[i], 0, d);
    }
    return rows;
  }
}
