package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;

/** Horizontal lines over the updates: what curves are compared with. */
final class ReferenceLines {
  private ReferenceLines() {}

  /**
   * Dashed lines, one for each curve: black where all are equal, otherwise in the colours of their
   * curves, the dashes taking turns where some coincide.
   */
  static void add(LineChart chart, String name, DualCurves duals, double[] values, String label) {
    boolean shared = values.length > 1 && Arrays.stream(values).allMatch(v -> isSame(v, values[0]));
    for (int i = 0; i < values.length; i++) {
      double at = values[i];
      int before = (int) Arrays.stream(values, 0, i).filter(v -> isSame(v, at)).count();
      int same = (int) Arrays.stream(values).filter(v -> isSame(v, at)).count();
      Color color = shared ? Palette.INK : Palette.series(i);
      BasicStroke stroke = shared ? Strokes.DASHED : Strokes.dashed(before, same);
      level(chart, name + " " + i, duals, at, color, stroke);
    }
    if (values.length > 0) {
      chart.legend().explain(label, Strokes.DASHED, shared ? Palette.INK : Palette.GIVEN);
    }
  }

  static boolean isSame(double a, double b) {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  }

  static void level(LineChart chart, String name, DualCurves duals, double at, Color color) {
    level(chart, name, duals, at, color, Strokes.DASHED);
  }

  static void level(
      LineChart chart, String name, DualCurves duals, double at, Color color, BasicStroke stroke) {
    double[] ends = {0, duals.lastStep()};
    Strokes.unnamed(chart, name, ends, new double[] {at, at}, color, stroke);
  }
}
