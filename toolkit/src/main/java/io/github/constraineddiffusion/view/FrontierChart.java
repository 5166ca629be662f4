package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;

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

  /** Settings of one method. */
  record Series(
      String name, List<String> labels, List<IntervalEstimate> x, List<IntervalEstimate> y) {
    double[] xs() {
      return x.stream().mapToDouble(IntervalEstimate::value).toArray();
    }

    double[] ys() {
      return y.stream().mapToDouble(IntervalEstimate::value).toArray();
    }
  }

  /** A frontier that is known exactly. */
  record Curve(String name, double[] x, double[] y) {}

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
    if (x.isEmpty() || y.isEmpty()) {
      throw new IllegalArgumentException(
          "the metrics are “%s” and “%s”: name both with x(…) and y(…)".formatted(x, y));
    }
    Dominance dominance = new Dominance(betterX, betterY);
    var plot = new FrontierPlot(title, betterX.of(x), betterY.of(y), dominance);
    return plot.draw(series, exact, labels);
  }
}
