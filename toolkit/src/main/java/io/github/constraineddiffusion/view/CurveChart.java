package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves of things that have a name each, in the bands of their 95 % intervals, with dashed
 * references. The axes show what there is to see, which need not include 0.
 *
 * <pre>{@code
 * CurveChart.of("Multiplier and sensitivity", "minimum share", "nats per nat")
 *     .curve("λ", shares, lambda)
 *     .curve("measured sensitivity", shares, sensitivity)
 *     .line("exact λ*", shares, exact)
 *     .chart()
 * }</pre>
 */
public final class CurveChart {
  private static final int FEW = 40;
  private static final int VEIL = 45;
  private static final double ACROSS = 0.03;
  private static final double UP = 0.05;

  private final LineChart chart;
  private final List<String> names = new ArrayList<>();
  private final Extent shown = new Extent();
  private final List<Runnable> levels = new ArrayList<>();
  private ValueAxis across = ValueAxis.LINEAR;
  private ValueAxis up = ValueAxis.LINEAR;
  private boolean markers = true;
  private boolean fromZero;
  private boolean bands;

  private CurveChart(LineChart chart) {
    this.chart = chart;
  }

  /**
   * Starts a chart.
   *
   * @param title what is drawn
   * @param x label of the horizontal axis, with its unit
   * @param y label of the vertical axis, with its unit
   * @return this
   */
  public static CurveChart of(String title, String x, String y) {
    return new CurveChart(new LineChart(title, x, y, Theme.WIDTH, Theme.HEIGHT));
  }

  /** Starts a chart over the training steps, from 0. */
  static CurveChart overSteps(String title, String y, int lastStep) {
    var curves = new CurveChart(HistoryCharts.overSteps(title, y, lastStep));
    curves.shown.atY(0);
    curves.markers = false;
    curves.fromZero = true;
    return curves;
  }

  /**
   * Makes the horizontal axis logarithmic; to be called before the curves are added.
   *
   * @return this
   */
  public CurveChart logarithmicX() {
    requireEmpty();
    across = ValueAxis.LOGARITHMIC;
    return this;
  }

  /**
   * Makes the vertical axis logarithmic; to be called before the curves are added. A band that
   * reaches 0 ends at a tenth of its value.
   *
   * @return this
   */
  public CurveChart logarithmicY() {
    return logarithmicY(0);
  }

  /** Makes the vertical axis logarithmic; what is below the floor is drawn there. */
  CurveChart logarithmicY(double above) {
    requireEmpty();
    up = new ValueAxis(true, above);
    return this;
  }

  /** Leaves the circles at the places out. */
  CurveChart withoutMarkers() {
    markers = false;
    return this;
  }

  /**
   * Adds a curve in the colour of its name, or in one not used yet.
   *
   * @param name shown in the legend
   * @param at places on the horizontal axis, rising or falling
   * @param values one a place; a shorter curve ends earlier, an infinite limit is not drawn
   * @return this
   */
  public CurveChart curve(String name, double[] at, List<IntervalEstimate> values) {
    curve(name, at, values, Palette.INK, Strokes.BOLD);
    names.add(name);
    return this;
  }

  /** Adds a curve in a colour; returns its series. */
  XYSeries curve(
      String name, double[] at, List<IntervalEstimate> values, Color color, BasicStroke stroke) {
    if (values.isEmpty() || values.size() > at.length) {
      throw new IllegalArgumentException(
          "%s has %d values for %d places: give at least 1, at most one a place"
              .formatted(name, values.size(), at.length));
    }
    requireOrder(name, at);
    double[] x = across.on(name, Arrays.copyOf(at, values.size()));
    double[] y = up.on(name, each(values, IntervalEstimate::value));
    double[] lower = up.on(name, each(values, this::lower));
    double[] upper = up.on(name, each(values, v -> known(v.upper(), v)));
    if (values.stream().anyMatch(CurveChart::isKnown)) {
      Strokes.band(chart, "band " + name, x, lower, upper, Palette.translucent(color, VEIL));
      bands = true;
    }
    shown.include(x, lower);
    shown.include(x, upper);
    XYSeries line = Strokes.line(chart, name, x, y, color, stroke);
    if (markers && at.length <= FEW) {
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
    return line;
  }

  /** A logarithm knows no zero: there the band ends at a tenth of the value. */
  private double lower(IntervalEstimate v) {
    double limit = known(v.lower(), v);
    return up.logarithmic() ? Math.max(limit, v.value() / 10) : limit;
  }

  /** Of one run, say, no interval is known. */
  private static boolean isKnown(IntervalEstimate v) {
    return Double.isFinite(v.lower()) || Double.isFinite(v.upper());
  }

  /** No band where an interval says nothing. */
  private static double known(double limit, IntervalEstimate v) {
    return Double.isFinite(limit) ? limit : v.value();
  }

  /**
   * Adds values that are known without error, dashed.
   *
   * @param name shown in the legend, such as "exact λ*"
   * @param at places on the horizontal axis, rising or falling
   * @param values one a place
   * @return this
   */
  public CurveChart line(String name, double[] at, double... values) {
    if (at.length == 0 || at.length != values.length) {
      throw new IllegalArgumentException(
          "%s has %d values for %d places: give one a place, from 1"
              .formatted(name, values.length, at.length));
    }
    requireOrder(name, at);
    double[] x = across.on(name, at);
    double[] y = up.on(name, values);
    shown.include(x, y);
    Strokes.line(chart, name, x, y, Palette.INK, Strokes.DASHED);
    return this;
  }

  /**
   * Adds a dashed level across the chart.
   *
   * @param name shown in the legend
   * @param level on the vertical axis
   * @return this
   */
  public CurveChart level(String name, double level) {
    double y = up.on(name, level)[0];
    shown.atY(y);
    levels.add(
        () -> {
          double[] ends = {shown.left(), shown.right()};
          double[] both = {y, y};
          Strokes.unnamed(chart, "level " + name, ends, both, Palette.INK, Strokes.DASHED);
          chart.legend().explain(name, Strokes.DASHED, Palette.INK);
        });
    return this;
  }

  /** {@return the chart} */
  public XYChart chart() {
    if (chart.getSeriesMap().isEmpty()) {
      throw new IllegalArgumentException("there are 0 things to draw: give at least 1");
    }
    paint();
    if (bands) {
      chart.legend().explain("95 % interval", Palette.tint(Palette.GIVEN, 0.4));
      bands = false; // explained once, however often the chart is asked for
    }
    levels.forEach(Runnable::run);
    levels.clear();
    if (fromZero) {
      chart
          .getStyler()
          .setYAxisMin(shown.low() < 0 ? shown.low(UP) : 0)
          .setYAxisMax(shown.high(UP));
      return chart;
    }
    chart.show(shown.window(ACROSS, UP));
    // XChart's own logarithmic axes label powers of ten only, of which there may be none in view
    if (across.logarithmic()) {
      chart.getStyler().setxAxisTickLabelsFormattingFunction(Digits::power);
    }
    if (up.logarithmic()) {
      chart.getStyler().setyAxisTickLabelsFormattingFunction(Digits::power);
    }
    return chart;
  }

  Legend legend() {
    return chart.legend();
  }

  /** Gives the curves their colours, when all are known: named ones keep their own. */
  private void paint() {
    MethodColors.of(names)
        .forEach(
            (name, color) -> {
              Color veil = Palette.translucent(color, VEIL);
              XYSeries band = chart.getSeriesMap().get("band " + name);
              if (band != null) {
                band.setFillColor(veil);
              }
              XYSeries line = chart.getSeriesMap().get(name);
              line.setLineColor(color);
              line.setMarkerColor(color);
            });
  }

  private static double[] each(
      List<IntervalEstimate> values, ToDoubleFunction<IntervalEstimate> number) {
    return values.stream().mapToDouble(number).toArray();
  }

  private static void requireOrder(String name, double[] at) {
    boolean finite = Arrays.stream(at).allMatch(Double::isFinite);
    boolean rising = IntStream.range(1, at.length).allMatch(i -> at[i] > at[i - 1]);
    boolean falling = IntStream.range(1, at.length).allMatch(i -> at[i] < at[i - 1]);
    if (!finite || !rising && !falling) {
      throw new IllegalArgumentException(
          "%s has the places %s: give finite ones, rising or falling"
              .formatted(name, Arrays.toString(at)));
    }
  }

  private void requireEmpty() {
    if (!chart.getSeriesMap().isEmpty()) {
      throw new IllegalArgumentException(
          "the chart has curves already: choose its axes before you add the first");
    }
  }
}
