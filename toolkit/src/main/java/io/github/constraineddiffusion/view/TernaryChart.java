package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;

/** XChart's line chart in a triangle, over the shades and contour lines of a function. */
final class TernaryChart extends LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 590;
  private static final int GRID = 201;
  private static final int LEVELS = 8;
  private static final double SHADE = 0.6;
  private static final double ROUNDING = 1e-6;

  private final List<String> names;
  private final TernaryField field;
  private final double step;

  TernaryChart(String title, List<String> names, TernaryField field) {
    super(title, "", "", WIDTH, HEIGHT);
    this.names = names;
    this.field = field;
    this.step = roundStep((field.high() - field.low()) / LEVELS);
    setYAxisTitle("λ of " + String.join(", ", names));
    addContours();
  }

  /** The smallest of 1, 2, 5 times a power of ten that is not below a length. */
  static double roundStep(double least) {
    if (!(least > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double digit = least / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  List<String> names() {
    return names;
  }

  TernaryField field() {
    return field;
  }

  /** The values of the contour lines: round numbers. */
  double[] contours() {
    long first = (long) Math.floor(field.low() / step + ROUNDING) + 1;
    long last = (long) Math.ceil(field.high() / step - ROUNDING) - 1;
    double[] levels = new double[(int) Math.max(0, last - first + 1)];
    for (int k = 0; k < levels.length; k++) {
      levels[k] = (first + k) * step;
    }
    return levels;
  }

  /** The colour of a line of equal value. */
  Color color(double value) {
    double range = field.high() - field.low();
    return Palette.ramp(range > 0 ? (value - field.low()) / range : 0);
  }

  /** The colour of the ground, on which lines and marks are to be seen. */
  Color shade(double value) {
    return Palette.tint(color(value), SHADE);
  }

  /** Lines reach beyond the triangle: the painter clips them. */
  private void addContours() {
    Window window = new Window(-0.02, 1.02, -0.02, Ternary.HEIGHT + 0.02);
    Field plane = Field.sample((x, y) -> Ternary.value(field, x, y), window, GRID);
    for (double level : contours()) {
      List<double[][]> lines = ContourLines.of(plane, level);
      for (int l = 0; l < lines.size(); l++) {
        String name = "contour " + Digits.tick(level) + " " + l;
        double[] x = Strokes.column(lines.get(l), 0);
        double[] y = Strokes.column(lines.get(l), 1);
        Strokes.unnamed(this, name, x, y, color(level), Strokes.THIN);
      }
    }
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int below = shownLegendHeight(width);
    new TernaryPainter(g, this, width, height - below).paint();
    paintLegend(g, width, height - below);
  }
}
