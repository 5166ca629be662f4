package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/** Products of samples, one number for each. */
final class Rows {

  private Rows() {}

  /** Returns x_n·y_n summed over all other dimensions, shape (N). */
  static NDArray dot(NDArray x, NDArray y) {
    return x.mul(y).reshape(x.getShape().get(0), -1).sum(new int[] {1});
  }
}
