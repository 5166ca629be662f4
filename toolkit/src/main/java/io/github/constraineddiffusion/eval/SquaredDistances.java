package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.tensor.Operators;

/** Squared Euclidean distances of all pairs, ‖x‖² + ‖y‖² − 2·xᵀy, in double precision. */
final class SquaredDistances {
  private SquaredDistances() {}

  /**
   * Returns the distances.
   *
   * @param x float64, shape (b, d)
   * @param y float64, shape (d, M)
   * @return float64, shape (b, M), owned by the manager of {@code x}
   */
  static NDArray of(NDArray x, NDArray y) {
    NDArray products = Operators.scale(x.matMul(y), -2);
    NDArray ownX = x.mul(x).sum(new int[] {1}, true);
    try (NDArray squares = y.mul(y);
        NDArray ownY = squares.sum(new int[] {0}, true)) {
      return Operators.clamp(products.add(ownX).add(ownY), 0, Double.MAX_VALUE);
    }
  }
}
