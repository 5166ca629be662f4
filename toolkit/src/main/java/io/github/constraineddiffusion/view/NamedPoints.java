package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points of things that have a name each, such as graphs. */
final class NamedPoints {
  private static final int CLOUD = 150;

  private NamedPoints() {}

  static XYChart of(String title, String x, String y, Map<String, double[][]> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("there are 0 things to draw: give at least 1");
    }
    LineChart chart = new LineChart(title, x, y, Theme.WIDTH, Theme.HEIGHT);
    Extent shown = new Extent();
    Map<String, Color> colors = MethodColors.of(points.keySet());
    points.forEach(
        (name, rows) -> {
          if (rows.length == 0) {
            throw new IllegalArgumentException(
                name + " has 0 points: give at least 1, or leave it out");
          }
          double[] atX = Strokes.column(rows, 0);
          double[] atY = Strokes.column(rows, 1);
          Color veil = Palette.translucent(colors.get(name), CLOUD);
          Strokes.points(chart, name, atX, atY, veil, SeriesMarkers.CIRCLE);
          shown.include(atX, atY);
        });
    chart.getStyler().setMarkerSize(8);
    chart.show(shown.window(0.03, 0.05));
    return chart;
  }
}
