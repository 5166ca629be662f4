package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;

/**
 * Structural similarity of pairs of images (Wang, Bovik, Sheikh, Simoncelli 2004, equation 13) with
 * the settings of {@link Fidelity#SSIM}, in double precision.
 *
 * <p>Pixels are moved from [−1, 1] to [0, 2] first, because the comparison of luminance takes them
 * as not negative. The window is separable: two products with banded matrices.
 */
final class StructuralSimilarity {
  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double RANGE = 2;
  private static final double C1 = Math.pow(0.01 * RANGE, 2);
  private static final double C2 = Math.pow(0.03 * RANGE, 2);

  private final NDArray rows;
  private final NDArray columns;

  /**
   * Prepares the window.
   *
   * @param owner owner of its arrays
   * @param image shape (C, H, W) of the images
   */
  StructuralSimilarity(NDManager owner, Shape image) {
    int height = Math.toIntExact(image.get(1));
    int width = Math.toIntExact(image.get(2));
    int size = Math.min(WINDOW, Math.min(odd(height), odd(width)));
    this.rows = bands(owner, height, size);
    this.columns = bands(owner, width, size);
  }

  private static int odd(int length) {
    return length - 1 + length % 2;
  }

  /** Column j holds the window's weights at pixels j…j + size − 1. */
  private static NDArray bands(NDManager owner, int length, int size) {
    var window = new double[size];
    double sum = 0;
    for (int k = 0; k < size; k++) {
      double away = (k - size / 2) / SIGMA;
      window[k] = Math.exp(-away * away / 2);
      sum += window[k];
    }
    int places = length - size + 1;
    var bands = new double[length * places];
    for (int j = 0; j < places; j++) {
      for (int k = 0; k < size; k++) {
        bands[(j + k) * places + j] = window[k] / sum;
      }
    }
    return owner.create(bands, new Shape(length, places));
  }

  /** Returns the similarity of each pair, float64 of shape (N); all is owned by x's manager. */
  NDArray of(NDArray x, NDArray y) {
    NDArray a = Operators.shift(x.toType(DataType.FLOAT64, true), 1);
    NDArray b = Operators.shift(y.toType(DataType.FLOAT64, true), 1);
    b.attach(x.getManager()); // so that what is made of it is freed with x
    NDArray meanA = filtered(a);
    NDArray meanB = filtered(b);
    NDArray means = meanA.mul(meanB);
    NDArray squares = meanA.square().add(meanB.square());
    NDArray covariance = filtered(a.mul(b)).sub(means);
    NDArray variances = filtered(a.square().add(b.square())).sub(squares);
    NDArray like =
        Operators.shift(Operators.scale(means, 2), C1)
            .mul(Operators.shift(Operators.scale(covariance, 2), C2));
    NDArray most = Operators.shift(squares, C1).mul(Operators.shift(variances, C2));
    return like.div(most).reshape(x.getShape().get(0), -1).mean(new int[] {1});
  }

  private NDArray filtered(NDArray x) {
    return x.matMul(columns).transpose(0, 1, 3, 2).matMul(rows);
  }
}
