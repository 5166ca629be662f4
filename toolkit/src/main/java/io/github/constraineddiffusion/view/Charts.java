package io.github.constraineddiffusion.view;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.ExactOptimum;
import io.github.constraineddiffusion.constraint.MixtureOracle;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.sampler.Trajectory;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * The charts of a constrained run, as XChart charts: change what you like through {@code
 * chart.getStyler()}. A notebook shows a chart that a cell returns.
 */
public final class Charts {
  private Charts() {}

  /**
   * Draws points in the plane.
   *
   * @param title what the points are
   * @param points rows of (x₁, x₂)
   * @return the chart
   */
  public static XYChart scatter(String title, double[][] points) {
    return ScatterCharts.scatter(title, points, null);
  }

  /**
   * Draws points over the contours of a density; the contours hold 50, 90, 99 and 99.9 % of it.
   *
   * @param title what the points are
   * @param points rows of (x₁, x₂)
   * @param density density at (x₁, x₂), up to a factor
   * @return the chart
   */
  public static XYChart scatter(String title, double[][] points, DoubleBinaryOperator density) {
    return ScatterCharts.scatter(title, points, density);
  }

  /**
   * Draws samples over the contours of a density as {@link #scatter(String, double[][],
   * DoubleBinaryOperator)}.
   *
   * @param title what the samples are
   * @param samples shape (N, 2)
   * @param density density at (x₁, x₂), up to a factor
   * @return the chart
   */
  public static XYChart scatter(String title, NDArray samples, DoubleBinaryOperator density) {
    return ScatterCharts.scatter(title, Points.of(samples), density);
  }

  /**
   * Draws points at several levels of noise side by side.
   *
   * @param title above the panels
   * @param levels at each level rows of (x₁, x₂)
   * @param captions one a level, such as "t = 50"
   * @return the panels
   */
  public static Panels snapshots(String title, List<double[][]> levels, List<String> captions) {
    return ScatterCharts.snapshots(title, levels, captions);
  }

  /**
   * Draws samples on their way from noise to data side by side.
   *
   * @param title above the panels
   * @param trajectory samples of shape (N, 2) at each timestep
   * @param panels how many timesteps to show, at least 2: the first, the last and some between
   * @return the panels
   */
  public static Panels snapshots(String title, Trajectory trajectory, int panels) {
    return ScatterCharts.snapshots(title, trajectory, panels);
  }

  /**
   * Draws the ways of particles from noise to data.
   *
   * @param title what moves
   * @param trajectory samples of shape (N, 2) at each timestep
   * @param particles how many of them to draw
   * @return the chart
   */
  public static XYChart paths(String title, Trajectory trajectory, int particles) {
    return ScatterCharts.paths(title, ScatterCharts.points(trajectory), particles);
  }

  /**
   * Draws the ways of particles from the first level to the last.
   *
   * @param title what moves
   * @param levels at each level rows of (x₁, x₂), the same particles in the same order
   * @param particles how many of them to draw
   * @return the chart
   */
  public static XYChart paths(String title, List<double[][]> levels, int particles) {
    return ScatterCharts.paths(title, levels, particles);
  }

  /**
   * Draws the multipliers over training.
   *
   * @param history of a run with constraints
   * @param exact exact multipliers, drawn dashed, where they are known
   * @return the chart
   */
  public static XYChart multipliers(RunHistory history, double... exact) {
    return HistoryCharts.multipliers(history, exact);
  }

  /**
   * Draws the multipliers over training.
   *
   * @param run with constraints
   * @param exact exact multipliers, drawn dashed, where they are known
   * @return the chart
   */
  public static XYChart multipliers(Run run, double... exact) {
    return HistoryCharts.multipliers(run.history(), exact);
  }

  /**
   * Draws the multipliers over training with the exact ones dashed.
   *
   * @param run with constraints
   * @param exact optimum of the same constraints, such as {@code DisjointShares.of(rho,
   *     shares).optimum()}
   * @return the chart
   */
  public static XYChart multipliers(Run run, ExactOptimum exact) {
    return HistoryCharts.multipliers(run.history(), exact.lambda());
  }

  /**
   * Draws the multipliers over training with the exact ones dashed.
   *
   * @param history of a run with constraints
   * @param exact optimum of the same constraints
   * @return the chart
   */
  public static XYChart multipliers(RunHistory history, ExactOptimum exact) {
    return HistoryCharts.multipliers(history, exact.lambda());
  }

  /**
   * Draws the slacks threshold − measured over training as running means; below 0 a constraint is
   * violated.
   *
   * @param run with constraints
   * @return the chart
   */
  public static XYChart slacks(Run run) {
    return ConstraintCharts.slacks(run.history(), Units.of(run));
  }

  /**
   * Draws the slacks over training as {@link #slacks(Run)}.
   *
   * @param history of a run with constraints
   * @param unit unit of the thresholds, such as "nats"
   * @return the chart
   */
  public static XYChart slacks(RunHistory history, String unit) {
    return ConstraintCharts.slacks(history, unit);
  }

  /**
   * Draws the constraints' values over training as {@link #divergences(RunHistory)}, in the unit of
   * the thresholds.
   *
   * @param run with constraints
   * @return the chart
   */
  public static XYChart divergences(Run run) {
    return ConstraintCharts.divergences(run.history(), Units.of(run));
  }

  /**
   * Draws the constraints' values in nats over training as running means, each in a band of one
   * standard error of a single measurement, with the thresholds dashed.
   *
   * @param history of a run with constraints
   * @return the chart
   */
  public static XYChart divergences(RunHistory history) {
    return ConstraintCharts.divergences(history, "nats");
  }

  /**
   * Draws the constraints' values over training as {@link #divergences(RunHistory)}.
   *
   * @param history of a run with constraints
   * @param unit unit of the thresholds, such as "mean squared error"
   * @return the chart
   */
  public static XYChart divergences(RunHistory history, String unit) {
    return ConstraintCharts.divergences(history, unit);
  }

  /**
   * Draws the training loss with its running mean.
   *
   * @param history of a run
   * @return the chart
   */
  public static XYChart loss(RunHistory history) {
    return HistoryCharts.loss(Map.of("running mean", history));
  }

  /**
   * Draws the training loss with its running mean.
   *
   * @param run any run
   * @return the chart
   */
  public static XYChart loss(Run run) {
    return loss(run.history());
  }

  /**
   * Draws the training losses of several runs.
   *
   * @param runs with different names
   * @return the chart
   */
  public static XYChart losses(Run... runs) {
    Map<String, RunHistory> histories = new LinkedHashMap<>();
    for (Run run : runs) {
      if (histories.put(run.name(), run.history()) != null) {
        throw new IllegalArgumentException(
            "two runs are called \"" + run.name() + "\": give each its name when training it");
      }
    }
    return HistoryCharts.loss(histories);
  }

  /**
   * Draws the training losses of several runs.
   *
   * @param runs histories by name, in the map's order
   * @return the chart
   */
  public static XYChart losses(Map<String, RunHistory> runs) {
    return HistoryCharts.loss(runs);
  }

  /**
   * Draws the dual function of two multipliers with the path that λ took.
   *
   * @param dual exact dual function g(λ), nats
   * @param history of a run with two constraints
   * @param exact its maximiser λ*
   * @return the chart
   */
  public static XYChart dualSurface(
      ToDoubleFunction<double[]> dual, RunHistory history, double... exact) {
    return DualSurface.chart(dual, history, exact);
  }

  /**
   * Draws the exact dual function of two multipliers with the path that λ took.
   *
   * @param oracle of the run's problem
   * @param run with two constraints
   * @return the chart
   */
  public static XYChart dualSurface(MixtureOracle oracle, Run run) {
    return DualSurface.chart(oracle::dual, run.history(), oracle.optimum().lambda());
  }

  /**
   * Draws how far the exact dual function at λ is from its maximum, over training.
   *
   * @param oracle of the run's problem
   * @param run with constraints
   * @return the chart
   */
  public static XYChart dualityGap(MixtureOracle oracle, Run run) {
    return HistoryCharts.gap(run.history(), oracle::dual, oracle.optimum().dualValue());
  }

  /**
   * Draws how far the dual function at λ is from its maximum, over training.
   *
   * @param history of a run with constraints
   * @param dual exact dual function g(λ), nats
   * @param optimum its maximum g(λ*), nats
   * @return the chart
   */
  public static XYChart dualityGap(
      RunHistory history, ToDoubleFunction<double[]> dual, double optimum) {
    return HistoryCharts.gap(history, dual, optimum);
  }

  /**
   * Draws measured multipliers against exact ones; on the dashed line they are equal.
   *
   * @param names of the constraints
   * @param lambda measured against exact, one a constraint
   * @return the chart
   */
  public static XYChart multipliersAgainstExact(List<String> names, Measured... lambda) {
    return AgreementCharts.agreement(
        "Measured and exact multipliers", "exact λ*", "measured λ", names, lambda);
  }

  /**
   * Draws the shares that runs reached against those asked for; on the dashed line they are equal.
   *
   * @param names of the classes
   * @param shares reached against asked for, one a class
   * @return the chart
   */
  public static XYChart sharesAgainstThreshold(List<String> names, Measured... shares) {
    return AgreementCharts.agreement(
        "Shares asked for and reached", "minimum share", "share of samples", names, shares);
  }

  /**
   * Draws costs as bars with their values.
   *
   * @param title what is compared
   * @param unit of the costs, such as "ms per training step"
   * @param names one a bar
   * @param cost one a bar, from 0
   * @return the chart
   */
  public static CategoryChart costs(String title, String unit, List<String> names, double... cost) {
    return AgreementCharts.costs(title, unit, names, cost);
  }

  /**
   * Draws curves of things that have a name each, in the bands of their intervals; the axes show
   * what there is to see, which need not include 0.
   *
   * @param title what is drawn
   * @param x label of the horizontal axis
   * @param y label of the vertical axis
   * @param at places on the horizontal axis, rising
   * @param curves estimates by name, one a place; a shorter curve ends earlier
   * @return the chart
   */
  public static XYChart curves(
      String title, String x, String y, double[] at, Map<String, List<IntervalEstimate>> curves) {
    return curves(CurveChart.of(title, x, y), at, curves);
  }

  /**
   * Draws curves as {@link #curves}, on a logarithmic vertical axis.
   *
   * @param title what is drawn
   * @param x label of the horizontal axis
   * @param y label of the vertical axis
   * @param at places on the horizontal axis, rising
   * @param curves positive estimates by name, one a place; a shorter curve ends earlier
   * @return the chart
   */
  public static XYChart logCurves(
      String title, String x, String y, double[] at, Map<String, List<IntervalEstimate>> curves) {
    return curves(CurveChart.of(title, x, y).logarithmicY(), at, curves);
  }

  private static XYChart curves(
      CurveChart chart, double[] at, Map<String, List<IntervalEstimate>> curves) {
    curves.forEach((name, values) -> chart.curve(name, at, values));
    return chart.chart();
  }

  /**
   * Draws points of things that have a name each.
   *
   * @param title what is drawn
   * @param x label of the horizontal axis
   * @param y label of the vertical axis
   * @param points rows of (x, y) by name
   * @return the chart
   */
  public static XYChart points(String title, String x, String y, Map<String, double[][]> points) {
    return NamedPoints.of(title, x, y, points);
  }

  /**
   * {@return a chart as SVG, which a notebook shows inline}
   *
   * @param chart the chart
   */
  public static Svg svg(Chart<?, ?> chart) {
    return Pictures.svg(chart);
  }

  /**
   * {@return panels as SVG, which a notebook shows inline}
   *
   * @param panels the panels
   */
  public static Svg svg(Panels panels) {
    return Pictures.svg(panels);
  }
}
