package io.github.constraineddiffusion.view;

import java.util.Arrays;

/** The smallest window that holds what was drawn so far; what is not finite does not count. */
final class Extent {
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  void include(double[] x, double[] y) {
    Arrays.stream(x).forEach(this::atX);
    Arrays.stream(y).forEach(this::atY);
  }

  void atX(double x) {
    if (Double.isFinite(x)) {
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }

  void atY(double y) {
    if (Double.isFinite(y)) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  }

  double left() {
    return left;
  }

  double right() {
    return right;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** The lower end with a margin, a share of the height. */
  double low(double share) {
    return low - up(share);
  }

  /** The upper end with a margin, a share of the height. */
  double high(double share) {
    return high + up(share);
  }

  /** The window with margins, shares of its width and height; 1 where it has none. */
  Window window(double across, double up) {
    double side = right > left ? across * (right - left) : 1;
    return new Window(left - side, right + side, low(up), high(up));
  }

  private double up(double share) {
    return high > low ? share * (high - low) : 1;
  }
}
