package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The Pareto frontier of two metrics: one point a setting with its 95 % intervals in both
 * directions and its label, and a line through the points that no other one dominates. Dominated
 * points are hollow.
 *
 * <p>Of several series each has its own frontier. Where each has but one point, such as one a
 * method, the frontier is that of all.
 *
 * <pre>{@code
 * FrontierChart.of("What a share costs")
 *     .x("share of the minority", FrontierChart.Better.HIGHER)
 *     .y("KL to the data, nats", FrontierChart.Better.LOWER)
 *     .points("constrained", List.of("0.05", "0.1", "0.2"), shares, kl)
 *     .labels("minimum share")
 *     .chart()
 * }</pre>
 */
public final class FrontierChart {
  /** Which values of a metric are wanted. */
  public enum Better {
    /** The higher the better, such as a share. */
    HIGHER,
    /** The lower the better, such as a distance or seconds. */
    LOWER;

    /** Returns a number that is wanted to be high. */
    double gain(double value) {
      return this == HIGHER ? value : -value;
    }

    private String of(String metric) {
      return metric + (this == HIGHER ? " (higher is better)" : " (lower is better)");
    }
  }

  private record Series(
      String name, List<String> labels, List<IntervalEstimate> x, List<IntervalEstimate> y) {
    double[] xs() {
      return x.stream().mapToDouble(IntervalEstimate::value).toArray();
    }

    double[] ys() {
      return y.stream().mapToDouble(IntervalEstimate::value).toArray();
    }
  }

  private record Curve(String name, double[] x, double[] y) {}

  private final String title;
  private final List<Series> series = new ArrayList<>();
  private final List<Curve> exact = new ArrayList<>();
  private String x = "";
  private String y = "";
  private Better betterX = Better.HIGHER;
  private Better betterY = Better.LOWER;
  private String labels = "";

  private FrontierChart(String title) {
    this.title = title;
  }

  /**
   * Starts a chart.
   *
   * @param title shown above
   * @return this
   */
  public static FrontierChart of(String title) {
    return new FrontierChart(title);
  }

  /**
   * Sets the metric on the horizontal axis.
   *
   * @param metric with its unit
   * @param better which values are wanted
   * @return this
   */
  public FrontierChart x(String metric, Better better) {
    x = metric;
    betterX = better;
    return this;
  }

  /**
   * Sets the metric on the vertical axis.
   *
   * @param metric with its unit
   * @param better which values are wanted
   * @return this
   */
  public FrontierChart y(String metric, Better better) {
    y = metric;
    betterY = better;
    return this;
  }

  /**
   * Adds settings of one method.
   *
   * @param name of the method, shown in the legend
   * @param settings the labels of the points, such as thresholds; empty texts for none
   * @param x one estimate a setting; an infinite limit is not drawn
   * @param y one estimate a setting
   * @return this
   */
  public FrontierChart points(
      String name, List<String> settings, List<IntervalEstimate> x, List<IntervalEstimate> y) {
    if (settings.isEmpty() || settings.size() != x.size() || settings.size() != y.size()) {
      throw new IllegalArgumentException(
          "%s has %d settings, %d values across and %d up: give as many of each, from 1"
              .formatted(name, settings.size(), x.size(), y.size()));
    }
    var added = new Series(name, List.copyOf(settings), List.copyOf(x), List.copyOf(y));
    if (!Arrays.stream(added.xs()).allMatch(Double::isFinite)
        || !Arrays.stream(added.ys()).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          name + " has a value that is not finite: leave the setting out");
    }
    series.add(added);
    return this;
  }

  /**
   * Adds a method without settings: one point with its name as label.
   *
   * @param name of the method
   * @param x estimate of the metric across
   * @param y estimate of the metric up
   * @return this
   */
  public FrontierChart point(String name, IntervalEstimate x, IntervalEstimate y) {
    return points(name, List.of(name), List.of(x), List.of(y));
  }

  /**
   * Adds a frontier that is known exactly, dashed.
   *
   * @param name shown in the legend
   * @param x values across, rising
   * @param y one for each of them
   * @return this
   */
  public FrontierChart exact(String name, double[] x, double[] y) {
    if (x.length < 2 || x.length != y.length) {
      throw new IllegalArgumentException(
          "%s has %d values across and %d up: give as many of each, from 2"
              .formatted(name, x.length, y.length));
    }
    exact.add(new Curve(name, x.clone(), y.clone()));
    return this;
  }

  /**
   * Says what the labels of the points are, in the legend.
   *
   * @param what such as "minimum share"
   * @return this
   */
  public FrontierChart labels(String what) {
    labels = what;
    return this;
  }

  /** {@return the chart} */
  public XYChart chart() {
    if (series.isEmpty()) {
      throw new IllegalArgumentException("the chart has 0 points: add points(…) or point(…)");
    }
    var chart = new LabelledChart(title, betterX.of(x), betterY.of(y));
    Extent shown = new Extent();
    boolean common = series.stream().allMatch(s -> s.labels.size() == 1);
    List<Color> used = new ArrayList<>();
    List<Color> colors = new ArrayList<>();
    for (Series s : series) {
      Color color = MethodColors.next(s.name, used);
      used.add(color);
      colors.add(color);
      bars(chart, s, color, shown);
    }
    boolean dominated = common ? frontierOfAll(chart, colors) : frontierOfEach(chart, colors);
    for (Curve curve : exact) {
      Strokes.line(chart, curve.name, curve.x, curve.y, Palette.INK, Strokes.DASHED);
      shown.include(curve.x, curve.y);
    }
    explain(chart, common, dominated);
    chart.getStyler().setMarkerSize(9);
    chart.show(shown.window(0.05, 0.06));
    return chart;
  }

  private static void bars(LabelledChart chart, Series s, Color color, Extent shown) {
    Color pale = Palette.tint(color, 0.7);
    for (int i = 0; i < s.labels.size(); i++) {
      IntervalEstimate a = s.x.get(i);
      IntervalEstimate b = s.y.get(i);
      double[] across = {limit(a.lower(), a), limit(a.upper(), a)};
      double[] up = {limit(b.lower(), b), limit(b.upper(), b)};
      double[] x = {a.value(), a.value()};
      double[] y = {b.value(), b.value()};
      Strokes.unnamed(chart, "across %d %s".formatted(i, s.name), across, y, pale, Strokes.THIN);
      Strokes.unnamed(chart, "up %d %s".formatted(i, s.name), x, up, pale, Strokes.THIN);
      shown.include(across, up);
      chart.label(s.labels.get(i), a.value(), b.value(), color);
      chart.avoid(across[0], b.value(), across[1], b.value());
      chart.avoid(a.value(), up[0], a.value(), up[1]);
    }
  }

  private static double limit(double limit, IntervalEstimate of) {
    return Double.isFinite(limit) ? limit : of.value();
  }

  private boolean frontierOfEach(LabelledChart chart, List<Color> colors) {
    boolean any = false;
    for (int k = 0; k < series.size(); k++) {
      Series s = series.get(k);
      double[] xs = s.xs();
      double[] ys = s.ys();
      int[] best = nonDominated(xs, ys);
      line(chart, s.name, pick(xs, best), pick(ys, best), colors.get(k), true);
      int[] rest =
          IntStream.range(0, xs.length)
              .filter(i -> IntStream.of(best).noneMatch(b -> b == i))
              .toArray();
      if (rest.length > 0) {
        hollow(chart, "dominated " + s.name, pick(xs, rest), pick(ys, rest), colors.get(k));
        any = true;
      }
    }
    return any;
  }

  private boolean frontierOfAll(LabelledChart chart, List<Color> colors) {
    double[] xs = series.stream().mapToDouble(s -> s.xs()[0]).toArray();
    double[] ys = series.stream().mapToDouble(s -> s.ys()[0]).toArray();
    int[] best = nonDominated(xs, ys);
    line(chart, "frontier", pick(xs, best), pick(ys, best), Palette.GIVEN, false);
    for (int k = 0; k < xs.length; k++) {
      double[] at = {xs[k]};
      double[] up = {ys[k]};
      int here = k;
      if (IntStream.of(best).anyMatch(b -> b == here)) {
        Strokes.points(chart, series.get(k).name, at, up, colors.get(k), SeriesMarkers.CIRCLE);
      } else {
        hollow(chart, series.get(k).name, at, up, colors.get(k));
      }
      chart.getSeriesMap().get(series.get(k).name).setShowInLegend(false);
    }
    return best.length < xs.length;
  }

  private static void line(
      LabelledChart chart, String name, double[] x, double[] y, Color color, boolean marked) {
    var line = Strokes.line(chart, name, x, y, color, marked ? Strokes.BOLD : Strokes.DOTTED);
    if (marked) {
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
    for (int i = 1; i < x.length; i++) {
      chart.avoid(x[i - 1], y[i - 1], x[i], y[i]);
    }
  }

  private static void hollow(
      LabelledChart chart, String name, double[] x, double[] y, Color color) {
    Strokes.points(chart, name, x, y, color, new RingMarker());
    chart.getSeriesMap().get(name).setShowInLegend(false);
  }

  private void explain(LabelledChart chart, boolean common, boolean dominated) {
    if (dominated) {
      String by = common ? "dominated by another" : "dominated by another setting";
      chart.legend().explain(by, new RingMarker(), Palette.GIVEN);
    }
    chart.legend().explain("95 % interval", Strokes.THIN, Palette.tint(Palette.GIVEN, 0.7));
    if (!labels.isEmpty()) {
      chart.legend().explain(labels, series.get(0).labels.get(0));
    }
  }

  /**
   * Returns the points that no other one dominates, from left to right: one that is at least as
   * good in both metrics and better in one. Estimates count, not their intervals.
   */
  private int[] nonDominated(double[] x, double[] y) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.length).boxed().toList());
    Collections.sort(order, (a, b) -> Double.compare(x[a], x[b]));
    return order.stream()
        .mapToInt(i -> i)
        .filter(i -> IntStream.range(0, x.length).noneMatch(j -> dominates(x, y, j, i)))
        .toArray();
  }

  private boolean dominates(double[] x, double[] y, int j, int i) {
    double across = betterX.gain(x[j]) - betterX.gain(x[i]);
    double up = betterY.gain(y[j]) - betterY.gain(y[i]);
    return across >= 0 && up >= 0 && across + up > 0;
  }

  private static double[] pick(double[] values, int[] which) {
    return IntStream.of(which).mapToDouble(i -> values[i]).toArray();
  }
}
