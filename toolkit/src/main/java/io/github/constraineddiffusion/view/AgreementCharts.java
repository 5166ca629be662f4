package io.github.constraineddiffusion.view;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Measured beside exact values, and costs, of several runs. */
final class AgreementCharts {
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.DIAMOND
  };

  private AgreementCharts() {}

  static XYChart agreement(
      String title, String x, String y, List<String> names, Measured[] series) {
    if (names.size() != series.length || series.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d names and %d series: give one name for each of at least 1 series",
              names.size(), series.length));
    }
    LineChart chart = new LineChart(title, x, y, 480, 480);
    double low = Arrays.stream(series).mapToDouble(Measured::low).min().orElse(0);
    double high = Arrays.stream(series).mapToDouble(Measured::high).max().orElse(1);
    double margin = high > low ? 0.06 * (high - low) : 1;
    double[] ends = {Math.min(low, 0), high + margin};
    Strokes.line(chart, "equal", ends, ends, Palette.GIVEN, Strokes.DASHED);
    // error bars over the same x would hide each other
    boolean shared = Arrays.stream(series).allMatch(m -> Arrays.equals(m.at(), series[0].at()));
    double apart = shared ? 0.02 * (ends[1] - ends[0]) : 0;
    for (int i = 0; i < series.length; i++) {
      Measured m = series[i];
      double shift = (i - (series.length - 1) / 2.0) * apart;
      double[] at = Arrays.stream(m.at()).map(v -> v + shift).toArray();
      // a bar of no height would claim certainty where no error is known
      boolean known = Arrays.stream(m.error()).anyMatch(error -> error > 0);
      XYSeries points = chart.addSeries(names.get(i), at, m.value(), known ? m.error() : null);
      points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      points.setMarker(MARKERS[i % MARKERS.length]).setMarkerColor(Palette.series(i));
    }
    chart.show(new Window(ends[0], ends[1], ends[0], ends[1]));
    chart.getStyler().setMarkerSize(9);
    return chart;
  }

  static CategoryChart costs(String title, String unit, List<String> names, double[] value) {
    if (names.size() != value.length || value.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d names and %d costs: give one name for each of at least 1 cost",
              names.size(), value.length));
    }
    BarChart chart = new BarChart(title, unit, Theme.WIDTH, Theme.HEIGHT);
    chart
        .addSeries("cost", names, Arrays.stream(value).boxed().toList())
        .setFillColor(Palette.CONSTRAINED);
    double top = Arrays.stream(value).max().orElse(1);
    String pattern = top < 1 ? "%.3f" : top < 100 ? "%.1f" : "%.0f";
    for (int i = 0; i < value.length; i++) {
      String text = String.format(Locale.ROOT, pattern, value[i]);
      chart.addAnnotation(new AnnotationText(text, i + 0.5, value[i] + 0.03 * top, false));
    }
    chart.getStyler().setAvailableSpaceFill(0.5).setYAxisMin(0.0).setYAxisMax(1.05 * top);
    return chart;
  }
}
