package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;

/** Rewards of points in the plane. */
final class PlaneRewards {
  private PlaneRewards() {}

  /** 1 above a line that runs where the data of {@link Problems#plane} are not, 0 below. */
  static float[] upper(NDArray points) {
    float[] x = points.toFloatArray();
    float[] found = new float[x.length / 2];
    for (int n = 0; n < found.length; n++) {
      found[n] = x[2 * n + 1] > 0.65f ? 1 : 0;
    }
    return found;
  }

  /** Smooth, between −1 and 1. */
  static float[] smooth(NDArray points) {
    float[] x = points.toFloatArray();
    float[] found = new float[x.length / 2];
    for (int n = 0; n < found.length; n++) {
      found[n] = (float) Math.tanh(2 * x[2 * n + 1] - x[2 * n] + 1);
    }
    return found;
  }

  /** Smooth and not monotone: 1 at radius 1.4. */
  static float[] ring(NDArray points) {
    float[] x = points.toFloatArray();
    float[] found = new float[x.length / 2];
    for (int n = 0; n < found.length; n++) {
      double off = Math.hypot(x[2 * n], x[2 * n + 1]) - 1.4;
      found[n] = (float) Math.exp(-4 * off * off);
    }
    return found;
  }
}
