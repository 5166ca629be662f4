package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.view.FrontierChart.Curve;
import io.github.constraineddiffusion.view.FrontierChart.Series;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws points with intervals in both directions and the frontiers through the best of them. */
final class FrontierPlot {
  private static final double PALE = 0.7;

  private final LabelledChart chart;
  private final Dominance dominance;
  private final Extent shown = new Extent();
  private boolean dominated;

  FrontierPlot(String title, String x, String y, Dominance dominance) {
    this.chart = new LabelledChart(title, x, y);
    this.dominance = dominance;
  }

  XYChart draw(List<Series> series, List<Curve> exact, String labels) {
    boolean common = series.stream().allMatch(s -> s.labels().size() == 1);
    Map<String, Color> colors = MethodColors.of(series.stream().map(Series::name).toList());
    series.forEach(s -> bars(s, colors.get(s.name())));
    if (common) {
      frontierOfAll(series, colors);
    } else {
      series.forEach(s -> frontierOf(s, colors.get(s.name())));
    }
    for (Curve curve : exact) {
      Strokes.line(chart, curve.name(), curve.x(), curve.y(), Palette.INK, Strokes.DASHED);
      shown.include(curve.x(), curve.y());
    }
    explain(common, labels, series.get(0).labels().get(0));
    chart.getStyler().setMarkerSize(9);
    chart.show(shown.window(0.05, 0.06));
    return chart;
  }

  private void bars(Series s, Color color) {
    Color pale = Palette.tint(color, PALE);
    for (int i = 0; i < s.labels().size(); i++) {
      IntervalEstimate a = s.x().get(i);
      IntervalEstimate b = s.y().get(i);
      double[] across = ends(a);
      double[] up = ends(b);
      double[] x = {a.value(), a.value()};
      double[] y = {b.value(), b.value()};
      Strokes.unnamed(chart, "across %d %s".formatted(i, s.name()), across, y, pale, Strokes.THIN);
      Strokes.unnamed(chart, "up %d %s".formatted(i, s.name()), x, up, pale, Strokes.THIN);
      shown.include(across, up);
      chart.label(s.labels().get(i), a.value(), b.value(), color);
      chart.avoid(across[0], b.value(), across[1], b.value());
      chart.avoid(a.value(), up[0], a.value(), up[1]);
    }
  }

  /** The limits; the value itself where an interval says nothing. */
  private static double[] ends(IntervalEstimate of) {
    return new double[] {
      Double.isFinite(of.lower()) ? of.lower() : of.value(),
      Double.isFinite(of.upper()) ? of.upper() : of.value()
    };
  }

  private void frontierOf(Series s, Color color) {
    double[] xs = s.xs();
    double[] ys = s.ys();
    int[] best = dominance.best(xs, ys);
    frontier(s.name(), pick(xs, best), pick(ys, best), color, Strokes.BOLD)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(color);
    int[] rest = IntStream.range(0, xs.length).filter(i -> !contains(best, i)).toArray();
    if (rest.length > 0) {
      hollow("dominated " + s.name(), pick(xs, rest), pick(ys, rest), color);
    }
  }

  private void frontierOfAll(List<Series> series, Map<String, Color> colors) {
    double[] xs = series.stream().mapToDouble(s -> s.xs()[0]).toArray();
    double[] ys = series.stream().mapToDouble(s -> s.ys()[0]).toArray();
    int[] best = dominance.best(xs, ys);
    frontier("frontier", pick(xs, best), pick(ys, best), Palette.GIVEN, Strokes.DOTTED);
    for (int k = 0; k < xs.length; k++) {
      String name = series.get(k).name();
      double[] x = {xs[k]};
      double[] y = {ys[k]};
      if (contains(best, k)) {
        Strokes.points(chart, name, x, y, colors.get(name), SeriesMarkers.CIRCLE);
      } else {
        hollow(name, x, y, colors.get(name));
      }
      chart.getSeriesMap().get(name).setShowInLegend(false); // the label says the name
    }
  }

  private XYSeries frontier(String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    for (int i = 1; i < x.length; i++) {
      chart.avoid(x[i - 1], y[i - 1], x[i], y[i]);
    }
    return Strokes.line(chart, name, x, y, color, stroke);
  }

  private void hollow(String name, double[] x, double[] y, Color color) {
    Strokes.points(chart, name, x, y, color, new RingMarker());
    chart.getSeriesMap().get(name).setShowInLegend(false);
    dominated = true;
  }

  private void explain(boolean common, String labels, String example) {
    if (dominated) {
      String by = common ? "dominated by another" : "dominated by another setting";
      chart.legend().explain(by, new RingMarker(), Palette.GIVEN);
    }
    chart.legend().explain("95 % interval", Strokes.THIN, Palette.tint(Palette.GIVEN, PALE));
    if (!labels.isEmpty()) {
      chart.legend().explain(labels, example);
    }
  }

  private static boolean contains(int[] values, int value) {
    return IntStream.of(values).anyMatch(v -> v == value);
  }

  private static double[] pick(double[] values, int[] which) {
    return IntStream.of(which).mapToDouble(i -> values[i]).toArray();
  }
}
