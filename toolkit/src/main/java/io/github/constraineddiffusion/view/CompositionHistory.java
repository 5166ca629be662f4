package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.util.Arrays;
import org.knowm.xchart.XYChart;

/** Divergences and weights of a composition over the dual updates. */
final class CompositionHistory {
  private static final String UPDATES = "dual update";
  private static final double ERRORS = 2;

  private CompositionHistory() {}

  static XYChart divergences(RunHistory history, double[] atEqualWeights, double exactWorst) {
    DualCurves duals = DualCurves.byUpdate(history);
    double[] equal = orNone(atEqualWeights);
    requireOneEach("divergences at equal weights", equal, history);
    LineChart chart = overUpdates("KL to each model", "KL, nats", duals);
    double[] step = duals.steps();
    int h = Smoothing.halfWidth(step.length);
    double top = Arrays.stream(equal).max().orElse(0);
    double bottom = Arrays.stream(equal).min().orElse(Double.MAX_VALUE);
    for (int i = 0; i < history.constraints().size(); i++) {
      double[] value = Smoothing.mean(duals.measured(i), h);
      double[] error = Smoothing.mean(duals.standardError(i), h);
      double[] low = ConstraintCharts.add(value, error, -ERRORS);
      double[] high = ConstraintCharts.add(value, error, ERRORS);
      top = Math.max(top, ConstraintCharts.mostlyBelow(high));
      bottom = Math.min(bottom, Arrays.stream(low).filter(Double::isFinite).min().orElse(0));
      Color c = Palette.series(i);
      Color pale = new Color(c.getRed(), c.getGreen(), c.getBlue(), 45);
      Strokes.band(chart, "band " + i, step, low, high, pale);
    }
    for (int i = 0; i < history.constraints().size(); i++) { // on top of all bands
      double[] value = Smoothing.mean(duals.measured(i), h);
      Strokes.line(
          chart, history.constraints().get(i), step, value, Palette.series(i), Strokes.BOLD);
    }
    chart.legend().explain("± 2 standard errors", Palette.tint(Palette.GIVEN, 0.4));
    references(chart, duals, equal, exactWorst);
    if (!Double.isNaN(exactWorst)) {
      top = Math.max(top, exactWorst);
      bottom = Math.min(bottom, exactWorst);
    }
    show(chart, bottom, top);
    return chart;
  }

  /** One line with both names where equal weights are the optimum. */
  private static void references(
      LineChart chart, DualCurves duals, double[] equal, double exactWorst) {
    boolean optimal =
        equal.length > 0
            && Arrays.stream(equal).allMatch(v -> ReferenceLines.isSame(v, exactWorst));
    String label = optimal ? "at equal weights: exact u*" : "at equal weights";
    ReferenceLines.add(chart, "equal", duals, equal, label);
    if (!optimal && !Double.isNaN(exactWorst)) {
      ReferenceLines.level(chart, "exact u*", duals, exactWorst, Palette.INK, Strokes.DOTTED);
      chart.legend().explain("exact u*", Strokes.DOTTED, Palette.INK);
    }
  }

  /** From 0, unless more than half of the chart would then be empty. */
  private static void show(LineChart chart, double bottom, double top) {
    double from = bottom > 0 && bottom < 0.5 * top ? 0 : bottom;
    double margin = top > from ? 0.06 * (top - from) : 1;
    chart.getStyler().setYAxisMin(from == 0 ? 0 : from - margin).setYAxisMax(top + margin);
  }

  static XYChart weights(RunHistory history, double[] exact) {
    DualCurves duals = DualCurves.byUpdate(history);
    double[] known = orNone(exact);
    requireOneEach("exact weights", known, history);
    LineChart chart = overUpdates("Weights of the models", "weight λ", duals);
    HistoryCharts.addLambdas(chart, duals, history.constraints());
    ReferenceLines.add(chart, "exact", duals, known, "exact λ*");
    double reach = Arrays.stream(known).max().orElse(0);
    for (int i = 0; i < history.constraints().size(); i++) {
      reach = Math.max(reach, Arrays.stream(duals.lambda(i)).max().orElse(1));
    }
    // room below 0, where a line at 0 would lie on the axis
    chart.getStyler().setYAxisMin(-0.04 * reach).setYAxisMax(1.06 * reach);
    return chart;
  }

  private static LineChart overUpdates(String title, String y, DualCurves duals) {
    LineChart chart = HistoryCharts.overSteps(title, y, duals.lastStep());
    chart.setXAxisTitle(UPDATES);
    return chart;
  }

  private static double[] orNone(double[] values) {
    return values == null ? new double[0] : values;
  }

  private static void requireOneEach(String what, double[] values, RunHistory history) {
    int m = history.constraints().size();
    if (values.length != 0 && values.length != m) {
      throw new IllegalArgumentException(
          "there are " + values.length + " " + what + " for " + m + " models: give " + m);
    }
  }
}
