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
  private static final double ACROSS = 0.03;
  private static final double UP = 0.05;

  private final LineChart chart;
  private final List<Color> used = new ArrayList<>();
  private final Extent shown = new Extent();
  private final List<Runnable> levels = new ArrayList<>();
  private boolean logarithmicX;
  private boolean logarithmicY;
  private boolean markers = true;
  private boolean fromZero;
  private boolean bands;
  private double floor;

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
    logarithmicX = true;
    return this;
  }

  /**
   * Makes the vertical axis logarithmic; to be called before the curves are added. A band that
   * reaches 0 ends at a tenth of its value.
   *
   * @return this
   */
  public CurveChart logarithmicY() {
    requireEmpty();
    logarithmicY = true;
    return this;
  }

  /** Makes the vertical axis logarithmic; what is below the floor is drawn there. */
  CurveChart logarithmicY(double above) {
    floor = above;
    return logarithmicY();
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
    curve(name, at, values, color(name), Strokes.BOLD);
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
    double[] x = onX(name, Arrays.copyOf(at, values.size()));
    double[] y = onY(name, each(values, IntervalEstimate::value));
    double[] lower = onY(name, each(values, this::lower));
    double[] upper = onY(name, each(values, v -> known(v.upper(), v)));
    Strokes.band(chart, "band " + name, x, lower, upper, Palette.translucent(color, 45));
    bands = true;
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
    return logarithmicY ? Math.max(limit, v.value() / 10) : limit;
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
    double[] x = onX(name, at);
    double[] y = onY(name, values);
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
    double y = onY(name, level)[0];
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
    if (bands) {
      chart.legend().explain("95 % interval", Palette.tint(Palette.GIVEN, 0.4));
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
    if (logarithmicX) {
      chart.getStyler().setxAxisTickLabelsFormattingFunction(Digits::power);
    }
    if (logarithmicY) {
      chart.getStyler().setyAxisTickLabelsFormattingFunction(Digits::power);
    }
    return chart;
  }

  Legend legend() {
    return chart.legend();
  }

  /** Returns the colour of a name, or one not used yet. */
  Color color(String name) {
    Color color = MethodColors.next(name, used);
    used.add(color);
    return color;
  }

  private double[] onX(String name, double... values) {
    return logarithmicX ? logarithms(name, 0, values) : values.clone();
  }

  private double[] onY(String name, double... values) {
    return logarithmicY ? logarithms(name, floor, values) : values;
  }

  private static double[] logarithms(String name, double floor, double[] values) {
    return Arrays.stream(values)
        .map(
            value -> {
              if (!(Math.max(floor, value) > 0)) {
                throw new IllegalArgumentException(
                    "%s has the value %s, but a logarithmic axis shows what is above 0: leave it out"
                        .formatted(name, value));
              }
              return Math.log10(Math.max(floor, value));
            })
        .toArray();
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
