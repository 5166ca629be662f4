package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Points as rows of numbers, to and from tensors. */
public final class Points {
  private Points() {}

  /**
   * Reads a tensor of points.
   *
   * @param points float32, shape (N, d)
   * @return N rows of d numbers
   */
  public static double[][] of(NDArray points) {
    Shape shape = points.getShape();
    if (shape.dimension() != 2) {
      throw new IllegalArgumentException(
          "points have shape " + shape + ", but must be (N, d): reshape each sample to one row");
    }
    int d = Math.toIntExact(shape.get(1));
    float[] values = points.toFloatArray();
    var rows = new double[Math.toIntExact(shape.get(0))][d];
    for (int i = 0; i < values.length; i++) {
      rows[i / d][i % d] = values[i];
    }
    return rows;
  }

  /**
   * Makes a tensor of points.
   *
   * @param manager the owner of the result
   * @param points N rows of d numbers, N and d at least 1
   * @return float32, shape (N, d)
   */
  public static NDArray tensor(NDManager manager, double[][] points) {
    int d = requireRows(points);
    var values = new float[points.length * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) points[i / d][i % d];
    }
    return owned(manager, values, new Shape(points.length, d));
  }

  /** Returns the common length of the rows. */
  static int requireRows(double[][] points) {
    if (points.length == 0 || points[0].length == 0) {
      throw new IllegalArgumentException(
          "there are 0 points or points of 0 numbers, but at least 1 is needed: give rows of"
              + " numbers");
    }
    int d = points[0].length;
    for (int n = 0; n < points.length; n++) {
      if (points[n].length != d) {
        throw new IllegalArgumentException(
            "point %d has %d numbers, but the first has %d: give rows of one length"
                .formatted(n, points[n].length, d));
      }
      for (double value : points[n]) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              "point %d has the value %s, but values must be finite: leave that point out"
                  .formatted(n, value));
        }
      }
    }
    return d;
  }

  /**
   * Copies the values into memory that the engine owns: an array on a Java buffer would be unsafe
   * in a differentiated expression once the garbage collector has run.
   */
  static NDArray owned(NDManager manager, float[] values, Shape shape) {
    try (NDArray staged = manager.create(values, shape)) {
      return staged.duplicate();
    }
  }
}
