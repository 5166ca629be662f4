package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Several sets of samples over the contours of one exact density. */
final class OverlayChart {
  private OverlayChart() {}

  static XYChart chart(
      String title,
      List<String> names,
      List<double[][]> samples,
      ToDoubleFunction<double[]> logDensity) {
    if (names.size() != samples.size() || names.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d names and %d sets of samples: give one name for each of at least 1 set",
              names.size(), samples.size()));
    }
    LineChart chart =
        new LineChart(title, "x₁", "x₂", ScatterCharts.LARGE_SIDE, ScatterCharts.LARGE_SIDE);
    Window window = samples.stream().map(Window::around).reduce(Window::union).get().squared();
    for (int i = 0; i < names.size(); i++) {
      add(chart, names.get(i), samples.get(i), i);
    }
    chart.getStyler().setMarkerSize(4);
    ScatterCharts.addContours(chart, density(logDensity, window.widened(1.4)));
    chart.legend().explain("exact: 50, 90, 99, 99.9 %", Strokes.THIN, Palette.series(1));
    chart.show(window);
    chart.addRoomForLegend();
    return chart;
  }

  private static void add(XYChart chart, String name, double[][] samples, int index) {
    Color c = Palette.series(index == 0 ? 0 : index + 1); // 1 is the colour of contours
    Color pale = new Color(c.getRed(), c.getGreen(), c.getBlue(), 110);
    double[] x = Strokes.column(samples, 0);
    Strokes.points(chart, name, x, Strokes.column(samples, 1), pale, SeriesMarkers.CIRCLE);
  }

  /** The density up to a factor: its largest value is 1, however small its logarithm. */
  private static Field density(ToDoubleFunction<double[]> logDensity, Window window) {
    Field logs =
        Field.sample(
            (x, y) -> logDensity.applyAsDouble(new double[] {x, y}), window, ScatterCharts.GRID);
    double[] sorted = logs.sorted();
    double top = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    return logs.mapped(l -> Math.exp(l - top));
  }
}
