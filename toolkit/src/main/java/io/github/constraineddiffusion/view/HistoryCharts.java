package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import io.github.constraineddiffusion.trainer.StepRecord;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/** Loss and multipliers over training. */
final class HistoryCharts {
  static final String EACH_UPDATE = "λ at each update";
  static final String AVERAGED = "averaged λ";
  static final double PALE = 0.5;

  private HistoryCharts() {}

  static XYChart multipliers(RunHistory history, double[] exact) {
    DualCurves duals = DualCurves.of(history);
    int m = history.constraints().size();
    if (exact.length != 0 && exact.length != m) {
      throw new IllegalArgumentException(
          "there are " + exact.length + " exact multipliers for " + m + " constraints: give " + m);
    }
    LineChart chart = overSteps("Multipliers", "multiplier λ", duals.lastStep());
    addLambdas(chart, duals, history.constraints());
    double reach = 0;
    for (int i = 0; i < m; i++) {
      reach = Math.max(reach, duals.reach(i, exact.length > 0 ? exact[i] : 0));
    }
    ReferenceLines.add(chart, "exact", duals, exact, "exact λ*");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(reach > 0 ? 1.05 * reach : 1);
    return chart;
  }

  static void addLambdas(LineChart chart, DualCurves duals, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      addLambda(chart, duals, i, names.get(i), Palette.series(i));
    }
    if (duals.averages()) {
      chart.legend().explain(EACH_UPDATE, Strokes.THIN, Palette.tint(Palette.GIVEN, PALE));
      chart.legend().explain(AVERAGED, Strokes.BOLD, Palette.GIVEN);
    }
  }

  private static void addLambda(
      LineChart chart, DualCurves duals, int i, String name, Color color) {
    double[] step = duals.steps();
    if (!duals.averages()) {
      Strokes.line(chart, name, step, duals.lambda(i), color, Strokes.THIN);
      return;
    }
    Color pale = Palette.tint(color, PALE);
    Strokes.unnamed(chart, "raw " + i, step, duals.lambda(i), pale, Strokes.THIN);
    double[] tail = duals.fromAveraging(step);
    double[] average = duals.fromAveraging(duals.averagedLambda(i));
    Strokes.line(chart, name, tail, average, color, Strokes.BOLD);
  }

  static XYChart loss(Map<String, RunHistory> runs) {
    int last = runs.values().stream().mapToInt(HistoryCharts::lastStep).max().orElse(0);
    LineChart chart = overSteps("Training loss", "mean squared error", last);
    int i = 0;
    for (Map.Entry<String, RunHistory> run : runs.entrySet()) {
      List<StepRecord> steps = run.getValue().steps();
      double[] x = steps.stream().mapToDouble(StepRecord::step).toArray();
      double[] loss = steps.stream().mapToDouble(StepRecord::loss).toArray();
      if (runs.size() == 1) { // several noisy lines would only hide each other
        Color pale = Palette.tint(Palette.series(0), PALE);
        Strokes.line(chart, "each step", x, loss, pale, Strokes.THIN);
      }
      double[] mean = Smoothing.mean(loss, Smoothing.halfWidth(loss.length));
      Strokes.line(chart, run.getKey(), x, mean, Palette.series(i++), Strokes.BOLD);
    }
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  static XYChart gap(RunHistory history, ToDoubleFunction<double[]> dual, double optimum) {
    DualCurves duals = DualCurves.of(history);
    double[] step = duals.steps();
    LineChart chart = overSteps("Duality gap", "g(λ*) − g(λ), nats", duals.lastStep());
    double floor = 1e-7; // below this the quadrature of the exact dual function is not exact
    ToDoubleFunction<double[]> gap = l -> Math.max(floor, optimum - dual.applyAsDouble(l));
    double[] raw = duals.values(d -> gap.applyAsDouble(d.lambda()));
    Color pale = Palette.tint(Palette.CONSTRAINED, PALE);
    Strokes.line(chart, EACH_UPDATE, step, raw, pale, Strokes.THIN);
    if (duals.averages()) {
      double[] average = duals.values(d -> gap.applyAsDouble(d.averagedLambda()));
      double[] tail = duals.fromAveraging(step);
      average = duals.fromAveraging(average);
      Strokes.line(chart, AVERAGED, tail, average, Palette.CONSTRAINED, Strokes.BOLD);
    }
    chart.getStyler().setyAxisTickLabelsFormattingFunction(null); // XChart's only for linear axes
    chart.getStyler().setYAxisLogarithmic(true);
    return chart;
  }

  static LineChart overSteps(String title, String y, int lastStep) {
    LineChart chart = new LineChart(title, "training step", y, Theme.WIDTH, Theme.HEIGHT);
    // not the last step itself: XChart puts ticks on the data where all x are equally spaced
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(lastStep + 0.37);
    return chart;
  }

  private static int lastStep(RunHistory history) {
    List<StepRecord> steps = history.steps();
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(
          "the history has 0 steps: train for at least one before drawing it");
    }
    return steps.get(steps.size() - 1).step();
  }
}
