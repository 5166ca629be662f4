package io.github.constraineddiffusion.view;

/** Centred running means, so that noisy curves can be read. */
final class Smoothing {
  private static final int WINDOWS_PER_CHART = 25;

  private Smoothing() {}

  /** Returns the half width that leaves about 25 independent windows. */
  static int halfWidth(int length) {
    return length / WINDOWS_PER_CHART / 2;
  }

  /**
   * mean_i = average of values[i−h … i+h]. Towards the start h shrinks, so that a steep start keeps
   * its place; at the end the window is cut, so that noise stays averaged out. Values that are not
   * finite are left out.
   */
  static double[] mean(double[] values, int h) {
    double[] sums = new double[values.length + 1];
    int[] counts = new int[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      boolean counted = Double.isFinite(values[i]);
      sums[i + 1] = sums[i] + (counted ? values[i] : 0);
      counts[i + 1] = counts[i] + (counted ? 1 : 0);
    }
    double[] mean = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int half = Math.min(h, i);
      int low = i - half;
      int high = Math.min(values.length, i + half + 1);
      mean[i] = (sums[high] - sums[low]) / (counts[high] - counts[low]);
    }
    return mean;
  }
}
