package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.util.Arrays;
import org.knowm.xchart.XYChart;

/** What the constraints measured over training. */
final class ConstraintCharts {
  private ConstraintCharts() {}

  static XYChart divergences(RunHistory history, String unit) {
    DualCurves duals = DualCurves.of(history);
    double[] step = duals.steps();
    LineChart chart =
        HistoryCharts.overSteps("Constraint values", "measured, " + unit, duals.lastStep());
    int h = Smoothing.halfWidth(step.length);
    double top = Arrays.stream(duals.thresholds()).max().orElse(0);
    for (int i = 0; i < history.constraints().size(); i++) {
      double[] value = Smoothing.mean(duals.measured(i), h);
      double[] error = Smoothing.mean(duals.standardError(i), h);
      top = Math.max(top, mostlyBelow(add(value, error, 1)));
      Color c = Palette.series(i);
      Color pale = new Color(c.getRed(), c.getGreen(), c.getBlue(), 45);
      Strokes.band(chart, "band " + i, step, add(value, error, -1), add(value, error, 1), pale);
      Strokes.line(chart, history.constraints().get(i), step, value, c, Strokes.BOLD);
    }
    chart.legend().explain("± standard error", Palette.tint(Palette.GIVEN, 0.4));
    thresholds(chart, duals);
    chart.getStyler().setYAxisMax(1.05 * top);
    return chart;
  }

  static XYChart slacks(RunHistory history, String unit) {
    DualCurves duals = DualCurves.of(history);
    double[] step = duals.steps();
    LineChart chart = HistoryCharts.overSteps("Slacks", "slack, " + unit, duals.lastStep());
    int h = Smoothing.halfWidth(step.length);
    double top = 0;
    double bottom = 0;
    for (int i = 0; i < history.constraints().size(); i++) {
      double[] slack = Smoothing.mean(duals.slack(i), h);
      top = Math.max(top, mostlyBelow(slack));
      bottom = Math.min(bottom, -mostlyBelow(Arrays.stream(slack).map(v -> -v).toArray()));
      String name = history.constraints().get(i);
      Strokes.line(chart, name, step, slack, Palette.series(i), Strokes.BOLD);
    }
    ReferenceLines.level(chart, "zero", duals, 0, Palette.INK);
    chart.legend().explain("0: violated below", Strokes.DASHED, Palette.INK);
    double margin = top > bottom ? 0.05 * (top - bottom) : 1;
    chart.getStyler().setYAxisMin(bottom - margin).setYAxisMax(top + margin);
    return chart;
  }

  /** What 98 of 100 values stay below: a steep start would leave no room for the rest. */
  static double mostlyBelow(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(0.98 * sorted.length))];
  }

  /** One black line where all constraints share a threshold, otherwise one line in each colour. */
  private static void thresholds(LineChart chart, DualCurves duals) {
    double[] threshold = duals.thresholds();
    boolean shared = Arrays.stream(threshold).distinct().count() == 1;
    for (int i = 0; i < (shared ? 1 : threshold.length); i++) {
      ReferenceLines.level(
          chart, "threshold " + i, duals, threshold[i], shared ? Palette.INK : Palette.series(i));
    }
    chart.legend().explain("threshold", Strokes.DASHED, shared ? Palette.INK : Palette.GIVEN);
  }

  static double[] add(double[] value, double[] error, double times) {
    double[] sum = value.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += times * error[i];
    }
    return sum;
  }
}
