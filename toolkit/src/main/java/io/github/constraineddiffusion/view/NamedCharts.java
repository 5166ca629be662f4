package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves and points of things that have a name each, such as graphs. */
final class NamedCharts {
  private static final int CLOUD = 150;
  private static final int FEW = 40;

  private final LineChart chart;
  private final boolean logarithmic;
  private final Map<String, Color> colors;
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  private NamedCharts(
      String title, String x, String y, boolean logarithmic, Collection<String> names) {
    this.logarithmic = logarithmic;
    this.colors = MethodColors.of(names);
    this.chart = new LineChart(title, x, y, Theme.WIDTH, Theme.HEIGHT);
  }

  static XYChart curves(
      String title,
      String x,
      String y,
      boolean logarithmic,
      double[] at,
      Map<String, List<IntervalEstimate>> curves) {
    requireSome(curves.size());
    var charts = new NamedCharts(title, x, y, logarithmic, curves.keySet());
    curves.forEach((name, values) -> charts.addCurve(name, at, values));
    charts.chart.legend().explain("95 % interval", Palette.tint(Palette.GIVEN, 0.4));
    return charts.done();
  }

  static XYChart points(String title, String x, String y, Map<String, double[][]> points) {
    requireSome(points.size());
    var charts = new NamedCharts(title, x, y, false, points.keySet());
    points.forEach(charts::addPoints);
    charts.chart.getStyler().setMarkerSize(8);
    return charts.done();
  }

  private void addCurve(String name, double[] places, List<IntervalEstimate> values) {
    if (values.isEmpty() || values.size() > places.length) {
      throw new IllegalArgumentException(
          "%s has %d values for %d places: give at least 1, at most one a place"
              .formatted(name, values.size(), places.length));
    }
    Color color = colors.get(name);
    double[] at = Arrays.copyOf(places, values.size());
    // a logarithm knows no zero: there the band ends at a tenth of the value
    double[] lower =
        each(values, v -> logarithmic ? Math.max(v.lower(), v.value() / 10) : v.lower());
    double[] upper = each(values, IntervalEstimate::upper);
    Strokes.band(chart, "band " + name, at, lower, upper, pale(color, 45));
    double[] y = each(values, IntervalEstimate::value);
    XYSeries line = Strokes.line(chart, name, at, y, color, Strokes.BOLD);
    if (places.length <= FEW) {
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
    widen(at, lower);
    widen(at, upper);
  }

  private double[] each(List<IntervalEstimate> values, ToDoubleFunction<IntervalEstimate> number) {
    DoubleUnaryOperator shown = logarithmic ? Math::log10 : v -> v;
    return values.stream().mapToDouble(number).map(shown).toArray();
  }

  private void addPoints(String name, double[][] points) {
    if (points.length == 0) {
      throw new IllegalArgumentException(name + " has 0 points: give at least 1, or leave it out");
    }
    double[] x = Strokes.column(points, 0);
    double[] y = Strokes.column(points, 1);
    Strokes.points(chart, name, x, y, pale(colors.get(name), CLOUD), SeriesMarkers.CIRCLE);
    widen(x, y);
  }

  private static Color pale(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  private void widen(double[] x, double[] y) {
    left = Math.min(left, Arrays.stream(x).min().orElse(left));
    right = Math.max(right, Arrays.stream(x).max().orElse(right));
    low = Math.min(low, Arrays.stream(y).min().orElse(low));
    high = Math.max(high, Arrays.stream(y).max().orElse(high));
  }

  private XYChart done() {
    double across = right > left ? 0.03 * (right - left) : 1;
    double up = high > low ? 0.05 * (high - low) : 1;
    chart.show(new Window(left - across, right + across, low - up, high + up));
    if (logarithmic) {
      // XChart's own logarithmic axis labels powers of ten only, of which there may be none in view
      chart.getStyler().setyAxisTickLabelsFormattingFunction(Digits::power);
    }
    return chart;
  }

  private static void requireSome(int count) {
    if (count == 0) {
      throw new IllegalArgumentException("there are 0 things to draw: give at least 1");
    }
  }
}
