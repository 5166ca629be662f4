package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** Estimates of several methods over the training steps, each in the band of its intervals. */
final class TrainingCurves {
  private final LineChart chart;
  private final double[] ends;
  private double low;
  private double high;

  private TrainingCurves(LineChart chart, int[] steps) {
    this.chart = chart;
    this.ends = new double[] {steps[0], steps[steps.length - 1]};
  }

  static TrainingCurves of(
      String title, String axis, int[] steps, Map<String, List<IntervalEstimate>> methods) {
    check(steps, methods);
    LineChart chart = HistoryCharts.overSteps(title, axis, steps[steps.length - 1]);
    var curves = new TrainingCurves(chart, steps);
    double[] x = Arrays.stream(steps).asDoubleStream().toArray();
    List<Color> used = new ArrayList<>();
    methods.forEach(
        (name, values) -> {
          Color color = MethodColors.next(name, used);
          used.add(color);
          curves.add(name, x, values, color);
        });
    curves.chart.legend().explain("95 % interval", Palette.tint(Palette.GIVEN, 0.4));
    return curves;
  }

  /** Adds a dashed level. */
  TrainingCurves reference(String label, double level) {
    double[] y = {level, level};
    Strokes.unnamed(chart, "reference", ends, y, Palette.INK, Strokes.DASHED);
    chart.legend().explain(label, Strokes.DASHED, Palette.INK);
    high = Math.max(high, level);
    return this;
  }

  XYChart chart() {
    double margin = high > low ? 0.05 * (high - low) : 1;
    chart.getStyler().setYAxisMin(low < 0 ? low - margin : 0).setYAxisMax(high + margin);
    return chart;
  }

  private void add(String name, double[] x, List<IntervalEstimate> values, Color color) {
    double[] lower = values.stream().mapToDouble(IntervalEstimate::lower).toArray();
    double[] upper = values.stream().mapToDouble(IntervalEstimate::upper).toArray();
    low = Math.min(low, Arrays.stream(lower).min().orElse(0));
    high = Math.max(high, Arrays.stream(upper).max().orElse(0));
    Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), 45);
    Strokes.band(chart, "band " + name, x, lower, upper, pale);
    double[] y = values.stream().mapToDouble(IntervalEstimate::value).toArray();
    Strokes.line(chart, name, x, y, color, Strokes.BOLD);
  }

  private static void check(int[] steps, Map<String, List<IntervalEstimate>> methods) {
    boolean rising =
        steps.length > 0 && IntStream.range(1, steps.length).allMatch(i -> steps[i] > steps[i - 1]);
    if (!rising || methods.isEmpty()) {
      throw new IllegalArgumentException(
          "there are steps %s and %d methods: give at least 1 of each, steps rising"
              .formatted(Arrays.toString(steps), methods.size()));
    }
    methods.forEach(
        (name, values) -> {
          if (values.size() != steps.length) {
            throw new IllegalArgumentException(
                "%s has %d values for %d steps: give one a step"
                    .formatted(name, values.size(), steps.length));
          }
        });
  }
}
