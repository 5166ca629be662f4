package io.github.constraineddiffusion.view;

import java.util.Arrays;

/**
 * A rectangle of the plane: what a chart shows.
 *
 * @param xMin left end
 * @param xMax right end, above {@code xMin}
 * @param yMin lower end
 * @param yMax upper end, above {@code yMin}
 */
public record Window(double xMin, double xMax, double yMin, double yMax) {
  private static final double OUTLIERS = 0.001;
  private static final double MARGIN = 0.08;

  /**
   * Checks the ends.
   *
   * @param xMin left end
   * @param xMax right end, above {@code xMin}
   * @param yMin lower end
   * @param yMax upper end, above {@code yMin}
   */
  public Window {
    if (!(xMin < xMax) || !(yMin < yMax) || !Double.isFinite(xMax - xMin + yMax - yMin)) {
      throw new IllegalArgumentException(
          String.format(
              "the window [%s, %s] × [%s, %s] is empty: give finite ends in rising order",
              xMin, xMax, yMin, yMax));
    }
  }

  /**
   * {@return the square that holds all but one in a thousand of the points on each side, with a
   * margin}
   *
   * @param points rows of (x, y)
   * @throws IllegalArgumentException if there is no point or a point has fewer than two coordinates
   */
  public static Window around(double[][] points) {
    double[] x = coordinate(points, 0);
    double[] y = coordinate(points, 1);
    int skip = (int) (OUTLIERS * x.length);
    int last = x.length - 1 - skip;
    double half = 0.5 * Math.max(x[last] - x[skip], y[last] - y[skip]) * (1 + 2 * MARGIN);
    return square((x[last] + x[skip]) / 2, (y[last] + y[skip]) / 2, half > 0 ? half : 1);
  }

  /**
   * {@return a square}
   *
   * @param x centre
   * @param y centre
   * @param half half the length of a side, above 0
   */
  public static Window square(double x, double y, double half) {
    return new Window(x - half, x + half, y - half, y + half);
  }

  /**
   * {@return the window with all its sides longer, about the same centre}
   *
   * @param factor how much longer, above 0
   */
  public Window widened(double factor) {
    double dx = (factor - 1) / 2 * (xMax - xMin);
    double dy = (factor - 1) / 2 * (yMax - yMin);
    return new Window(xMin - dx, xMax + dx, yMin - dy, yMax + dy);
  }

  /**
   * {@return the smallest window that holds both}
   *
   * @param other the other window
   */
  public Window union(Window other) {
    return new Window(
        Math.min(xMin, other.xMin),
        Math.max(xMax, other.xMax),
        Math.min(yMin, other.yMin),
        Math.max(yMax, other.yMax));
  }

  /** Returns the smallest square about the same centre that holds the window. */
  Window squared() {
    double half = Math.max(xMax - xMin, yMax - yMin) / 2;
    return square((xMax + xMin) / 2, (yMax + yMin) / 2, half);
  }

  private static double[] coordinate(double[][] points, int index) {
    if (points.length == 0) {
      throw new IllegalArgumentException("there are 0 points to show: give at least 1");
    }
    double[] sorted = new double[points.length];
    for (int i = 0; i < sorted.length; i++) {
      if (points[i].length < 2) {
        throw new IllegalArgumentException(
            "point "
                + i
                + " has "
                + points[i].length
                + " coordinates, but a scatter shows 2: give rows of (x, y)");
      }
      sorted[i] = points[i][index];
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
