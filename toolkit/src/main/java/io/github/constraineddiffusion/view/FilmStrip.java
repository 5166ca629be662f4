package io.github.constraineddiffusion.view;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Points in the plane at several moments: small panels with the same axes. */
final class FilmStrip {
  private static final int MOST_IN_A_ROW = 5;
  private static final int WIDEST = 1080;
  private static final int LARGEST = 260;

  private FilmStrip() {}

  static Panels of(
      List<String> captions, List<double[][]> points, List<DoubleBinaryOperator> densities) {
    int n = captions.size();
    if (n == 0 || points.size() != n || (densities != null && densities.size() != n)) {
      throw new IllegalArgumentException(
          "there are %d captions, %d sets of points and %s densities: give as many of each, from 1"
              .formatted(n, points.size(), densities == null ? "no" : densities.size()));
    }
    int rows = (n + MOST_IN_A_ROW - 1) / MOST_IN_A_ROW;
    int columns = (n + rows - 1) / rows;
    int side = Math.min(LARGEST, WIDEST / columns);
    Window window = points.stream().map(Window::around).reduce(Window::union).get().squared();
    LineChart[] charts = new LineChart[n];
    for (int i = 0; i < n; i++) {
      DoubleBinaryOperator density = densities == null ? null : densities.get(i);
      charts[i] = ScatterCharts.small(captions.get(i), points.get(i), density, side);
      charts[i].show(window);
    }
    return Panels.grid(columns, charts);
  }
}
