package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/**
 * The charts of many runs at once, beside {@link FrontierChart}, {@link HeatMap}, {@link
 * CurveChart} and {@link LedgerChart}, as XChart charts: change what you like through {@code
 * chart.getStyler()}. A notebook shows a chart that a cell returns.
 */
public final class SweepCharts {
  private SweepCharts() {}

  /**
   * Draws the multipliers of all runs of a sweep over training: a panel a constraint, a thin line a
   * run, coloured by the setting.
   *
   * @param parameter what the settings are, such as "minimum share"
   * @param runs histories of the runs of each setting, one a seed, in the map's order; all with the
   *     same constraints
   * @param exact exact multipliers by setting, drawn dashed in its colour, where they are known;
   *     may be empty
   * @return the panels
   */
  public static Panels multipliers(
      String parameter, Map<String, List<RunHistory>> runs, Map<String, double[]> exact) {
    return SweepTrajectories.multipliers(parameter, runs, exact);
  }

  /**
   * Draws a number of all runs of a sweep over training: a thin line a run, coloured by the
   * setting.
   *
   * @param title what is drawn
   * @param y label of the vertical axis, with its unit
   * @param runs by setting one a seed, in the map's order: steps and values, {@code
   *     double[2][updates]}
   * @param exact by setting what is to be reached, drawn dashed in its colour, where it is known;
   *     may be empty
   * @return the chart
   */
  public static XYChart trajectories(
      String title, String y, Map<String, List<double[][]>> runs, Map<String, Double> exact) {
    return SweepTrajectories.of(title, y, runs, exact, "exact");
  }

  /**
   * Puts one chart a value of a parameter side by side, with the same axes and one legend; the
   * title that all have in common stands above. Changes the charts.
   *
   * @param parameter such as "width"
   * @param charts charts of this package by the parameter's values, in the map's order
   * @return the panels
   */
  public static Panels smallMultiples(String parameter, Map<String, ? extends XYChart> charts) {
    return SmallMultiples.of(parameter, charts);
  }

  /**
   * Draws what samples cost in all, once and for each, against their number, on logarithmic axes;
   * where the first method becomes cheaper than another one is marked.
   *
   * @param unit of the costs, such as "seconds"
   * @param names of the methods
   * @param once what each costs before its first sample, such as training, at least 0
   * @param each what each costs a sample, above 0
   * @param most largest number of samples, above 1
   * @return the chart
   */
  public static XYChart breakEven(
      String unit, List<String> names, double[] once, double[] each, double most) {
    return BreakEven.of(unit, names, once, each, most);
  }
}
