package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.ShareIntervals;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;

/**
 * Shares of samples per class as grouped bars: one group a class, one bar a model, with error bars
 * and the asked-for shares as dashed lines.
 *
 * <pre>{@code
 * ShareChart.of("majority", "minority 1", "minority 2")
 *     .data(0.94, 0.05, 0.01)
 *     .constrained(share, error)
 *     .targets(Double.NaN, 0.2, 0.2)
 *     .chart()
 * }</pre>
 */
public final class ShareChart {
  private static final int BARS_IN_USUAL_WIDTH = 20;

  private record Bars(String name, double[] shares, double[] lower, double[] upper, Color color) {}

  private final List<String> classes;
  private final List<Bars> bars = new ArrayList<>();
  private double[] targets = {};
  private String targetName = "minimum share";
  private String title = "Shares of samples";
  private String classAxis = "";
  private int[] shown;
  private int width;

  private ShareChart(List<String> classes) {
    this.classes = classes;
    this.shown = IntStream.range(0, classes.size()).toArray();
  }

  /**
   * Starts a chart.
   *
   * @param classes names of the classes
   * @return this
   */
  public static ShareChart of(String... classes) {
    return new ShareChart(List.of(classes));
  }

  /**
   * Starts a chart.
   *
   * @param classes names of the classes
   * @return this
   */
  public static ShareChart of(List<String> classes) {
    return new ShareChart(List.copyOf(classes));
  }

  /**
   * Sets the title.
   *
   * @param text shown above the bars
   * @return this
   */
  public ShareChart title(String text) {
    title = text;
    return this;
  }

  /**
   * Sets what the classes are.
   *
   * @param text below the classes, such as "digit"
   * @return this
   */
  public ShareChart classAxis(String text) {
    classAxis = text;
    return this;
  }

  /**
   * Sets the width; otherwise 720 pixels, or 900 for more than twenty bars.
   *
   * @param pixels at least 300
   * @return this
   */
  public ShareChart width(int pixels) {
    if (pixels < 300) {
      throw new IllegalArgumentException(
          "the width is " + pixels + " pixels, but labels and legend need at least 300");
    }
    width = pixels;
    return this;
  }

  /**
   * Adds the shares in the data.
   *
   * @param shares one a class, from 0 to 1
   * @return this
   */
  public ShareChart data(double... shares) {
    return bars("data", shares, new double[shares.length], MethodColors.DATA);
  }

  /**
   * Adds the unconstrained model.
   *
   * @param shares one a class, from 0 to 1
   * @param errors half widths of their 95 % intervals
   * @return this
   */
  public ShareChart unconstrained(double[] shares, double[] errors) {
    return bars("unconstrained", shares, errors, Palette.UNCONSTRAINED);
  }

  /**
   * Adds the constrained model.
   *
   * @param shares one a class, from 0 to 1
   * @param errors half widths of their 95 % intervals
   * @return this
   */
  public ShareChart constrained(double[] shares, double[] errors) {
    return bars("constrained", shares, errors, Palette.CONSTRAINED);
  }

  /**
   * Adds the unconstrained model.
   *
   * @param measured one share a class, with intervals
   * @return this
   */
  public ShareChart unconstrained(ShareIntervals measured) {
    return bars("unconstrained", measured, Palette.UNCONSTRAINED);
  }

  /**
   * Adds the constrained model.
   *
   * @param measured one share a class, with intervals
   * @return this
   */
  public ShareChart constrained(ShareIntervals measured) {
    return bars("constrained", measured, Palette.CONSTRAINED);
  }

  /**
   * Adds the shares of the exact optimum.
   *
   * @param shares one a class, from 0 to 1
   * @return this
   */
  public ShareChart exact(double... shares) {
    return bars("exact optimum", shares, new double[shares.length], Palette.EXACT);
  }

  /**
   * Adds bars of any kind in a colour not used yet.
   *
   * @param name shown in the legend
   * @param shares one a class, from 0 to 1
   * @param errors half widths of their 95 % intervals; 0 for none
   * @return this
   */
  public ShareChart bars(String name, double[] shares, double[] errors) {
    return bars(name, shares, errors, nextColor(name));
  }

  /**
   * Adds bars of any kind.
   *
   * @param name shown in the legend
   * @param shares one a class, from 0 to 1
   * @param errors half widths of their 95 % intervals; 0 for none
   * @param color of the bars
   * @return this
   */
  public ShareChart bars(String name, double[] shares, double[] errors, Color color) {
    check(name, shares);
    check("errors of " + name, errors);
    double[] lower = new double[shares.length];
    double[] upper = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      lower[i] = Math.max(0, shares[i] - errors[i]);
      upper[i] = shares[i] + errors[i];
    }
    bars.add(new Bars(name, shares.clone(), lower, upper, color));
    return this;
  }

  /**
   * Adds measured shares with their intervals, which need not be symmetric, in the colour of the
   * name or one not used yet.
   *
   * @param name shown in the legend
   * @param measured one share a class
   * @return this
   */
  public ShareChart bars(String name, ShareIntervals measured) {
    return bars(name, measured, nextColor(name));
  }

  /**
   * Adds measured shares with their intervals.
   *
   * @param name shown in the legend
   * @param measured one share a class
   * @param color of the bars
   * @return this
   */
  public ShareChart bars(String name, ShareIntervals measured, Color color) {
    check(name, measured.share());
    bars.add(new Bars(name, measured.share(), measured.lower(), measured.upper(), color));
    return this;
  }

  /**
   * Sets the shares asked for.
   *
   * @param shares one a class; NaN or 0 where none is asked
   * @return this
   */
  public ShareChart targets(double... shares) {
    requireOneEach("targets", shares);
    targets = shares.clone();
    return this;
  }

  /**
   * Sets the share asked for in some classes.
   *
   * @param share from 0 to 1
   * @param of names of these classes
   * @return this
   */
  public ShareChart target(double share, String... of) {
    double[] shares = targets.length == 0 ? new double[classes.size()] : targets.clone();
    for (String name : of) {
      shares[indexOf(name)] = share;
    }
    return targets(shares);
  }

  /**
   * Shows some of the classes only.
   *
   * @param names of these classes, in the order to show them in
   * @return this
   */
  public ShareChart only(String... names) {
    shown = Arrays.stream(names).mapToInt(this::indexOf).toArray();
    return this;
  }

  /**
   * Says what the targets are, for the legend.
   *
   * @param text for instance "asked for"; "minimum share" at first
   * @return this chart
   */
  public ShareChart targetName(String text) {
    targetName = text;
    return this;
  }

  /** {@return the chart} */
  public CategoryChart chart() {
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("the chart has 0 groups of bars: add data(…) or another");
    }
    boolean many = bars.size() * shown.length > BARS_IN_USUAL_WIDTH;
    int pixels = width > 0 ? width : many ? Theme.WIDE : Theme.WIDTH;
    BarChart chart = new BarChart(title, "share of samples", pixels, Theme.HEIGHT);
    chart.setXAxisTitle(classAxis);
    List<String> names = Arrays.stream(shown).mapToObj(classes::get).toList();
    double[] asked = targets.length == 0 ? new double[0] : shown(targets);
    double top = Arrays.stream(asked).filter(Double::isFinite).max().orElse(0);
    for (Bars b : bars) {
      List<Double> shares = Arrays.stream(shown(b.shares)).boxed().toList();
      chart.addSeries(b.name, names, shares).setFillColor(b.color);
      chart.interval(shown(b.lower), shown(b.upper));
      top = Math.max(top, Arrays.stream(shown(b.upper)).max().orElse(0));
    }
    if (Arrays.stream(asked).anyMatch(target -> target > 0)) {
      chart.targets(asked, targetName);
    }
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(top > 0 ? 1.05 * top : 1);
    return chart;
  }

  private double[] shown(double[] values) {
    return Arrays.stream(shown).mapToDouble(i -> values[i]).toArray();
  }

  private int indexOf(String name) {
    int i = classes.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException(
          "there is no class “" + name + "” among " + classes + ": name one of these");
    }
    return i;
  }

  private Color nextColor(String name) {
    return MethodColors.next(name, bars.stream().map(Bars::color).toList());
  }

  private void check(String name, double[] values) {
    requireOneEach(name, values);
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            name + " has the value " + value + ", but a share lies in [0, 1]: give fractions");
      }
    }
  }

  private void requireOneEach(String name, double[] values) {
    if (values.length != classes.size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values for %d classes: give one a class",
              name, values.length, classes.size()));
    }
  }
}
