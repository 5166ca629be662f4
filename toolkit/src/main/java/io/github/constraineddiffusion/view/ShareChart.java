package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

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
  private record Bars(String name, double[] shares, double[] errors, Color color) {}

  private final List<String> classes;
  private final List<Bars> bars = new ArrayList<>();
  private double[] targets = {};
  private String title = "Shares of samples";

  private ShareChart(List<String> classes) {
    this.classes = classes;
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
   * Adds the shares in the data.
   *
   * @param shares one a class, from 0 to 1
   * @return this
   */
  public ShareChart data(double... shares) {
    return bars("data", shares, new double[shares.length], Palette.tint(Palette.GIVEN, 0.8));
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
   * Adds the shares of the exact optimum.
   *
   * @param shares one a class, from 0 to 1
   * @return this
   */
  public ShareChart exact(double... shares) {
    return bars("exact optimum", shares, new double[shares.length], Palette.EXACT);
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
    bars.add(new Bars(name, shares.clone(), errors.clone(), color));
    return this;
  }

  /**
   * Sets the shares asked for.
   *
   * @param shares one a class; NaN or 0 where none is asked
   * @return this
   */
  public ShareChart targets(double... shares) {
    check("targets", shares);
    targets = shares.clone();
    return this;
  }

  /** {@return the chart} */
  public CategoryChart chart() {
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("the chart has 0 groups of bars: add data(…) or another");
    }
    BarChart chart = new BarChart(title, "share of samples");
    double top = Arrays.stream(targets).filter(Double::isFinite).max().orElse(0);
    for (Bars b : bars) {
      List<Double> shares = Arrays.stream(b.shares).boxed().toList();
      List<Double> errors = Arrays.stream(b.errors).boxed().toList();
      boolean exact = errors.stream().allMatch(e -> e == 0);
      CategorySeries series =
          exact
              ? chart.addSeries(b.name, classes, shares)
              : chart.addSeries(b.name, classes, shares, errors);
      series.setFillColor(b.color);
      for (int i = 0; i < b.shares.length; i++) {
        top = Math.max(top, b.shares[i] + b.errors[i]);
      }
    }
    if (targets.length > 0) {
      chart.targets(targets, "minimum share");
    }
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.05 * top);
    return chart;
  }

  private void check(String name, double[] values) {
    if (values.length != classes.size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values for %d classes: give one a class",
              name, values.length, classes.size()));
    }
  }
}
