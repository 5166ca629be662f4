package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Points in the plane at several moments: small panels with the same axes. */
final class FilmStrip {
  private static final int MOST_IN_A_ROW = 5;
  private static final int WIDEST = 1080;
  private static final int LARGEST = 260;
  private static final int CAPTION = 24;
  private static final int GRID = 141;

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
      charts[i] = panel(captions.get(i), points.get(i), density, side);
      charts[i].show(window);
    }
    return Panels.grid(columns, charts);
  }

  /** One panel; the density may be null. */
  private static LineChart panel(
      String caption, double[][] points, DoubleBinaryOperator density, int side) {
    LineChart chart = new LineChart(caption, "", "", side, side + CAPTION);
    ScatterCharts.addPoints(chart, points, 3, new Color(0, 114, 178, 130));
    if (density != null) {
      ScatterCharts.addContours(
          chart, Field.sample(density, Window.around(points).widened(1.4), GRID));
    }
    chart.getStyler().setXAxisTickMarkSpacingHint(45).setYAxisTickMarkSpacingHint(45);
    chart.getStyler().setXAxisTitleVisible(false).setYAxisTitleVisible(false);
    return chart;
  }
}
