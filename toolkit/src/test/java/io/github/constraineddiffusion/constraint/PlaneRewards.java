package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;

/** Rewards of points in the plane. */
final class PlaneRewards {
  private PlaneRewards() {}

  /**
   * 1 where the second mean of {@link Problems#MEANS} is the nearest, 8 deviations off the edge.
   */
  static float[] upper(NDArray points) {
    float[] x = points.toFloatArray();
    float[] found = new float[x.length / 2];
    for (int n = 0; n < found.length; n++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < 3; k++) {
        double[] mean = Problems.MEANS[k];
        double distance = Math.hypot(x[2 * n] - mean[0], x[2 * n + 1] - mean[1]);
        found[n] = distance < nearest ? (k == 1 ? 1 : 0) : found[n];
        nearest = Math.min(nearest, distance);
      }
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
