package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Bilinear resizing without anti-aliasing, pixel centres at (i + ½) (PyTorch's {@code interpolate}
 * with {@code align_corners=False}): a product with a sparse matrix on either side.
 */
final class BilinearResize {
  private BilinearResize() {}

  /** Returns images of shape (N, C, height, width), owned by the manager of the images. */
  static NDArray to(NDArray images, int height, int width) {
    Shape shape = images.getShape();
    NDManager manager = images.getManager();
    try (NDArray rows = weights(manager, Math.toIntExact(shape.get(2)), height);
        NDArray columns = weights(manager, Math.toIntExact(shape.get(3)), width);
        NDArray transposed = columns.transpose();
        NDArray wide = images.matMul(transposed)) {
      return rows.matMul(wide);
    }
  }

  /** Row i holds the weights of the two old pixels around the centre of new pixel i. */
  private static NDArray weights(NDManager manager, int from, int to) {
    var weights = new float[to * from];
    for (int i = 0; i < to; i++) {
      double place = Math.max(0, (i + 0.5) * from / to - 0.5);
      int low = Math.min((int) place, from - 1);
      int high = Math.min(low + 1, from - 1);
      double part = place - low;
      weights[i * from + low] += (float) (1 - part);
      weights[i * from + high] += (float) part;
    }
    return manager.create(weights, new Shape(to, from));
  }
}
