package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The dual function of two multipliers as contour lines, with the path of λ on it. */
final class DualSurface {
  private static final int COMPUTED = 33;
  private static final int DRAWN = 161;
  private static final int LEVELS = 9;
  private static final Color PATH = Palette.series(1);

  private final LineChart chart;
  private final Window window;

  private DualSurface(LineChart chart, Window window) {
    this.chart = chart;
    this.window = window;
  }

  static XYChart chart(ToDoubleFunction<double[]> dual, RunHistory history, double[] exact) {
    List<String> names = history.constraints();
    if (names.size() != 2 || exact.length != 2) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d constraints and %d exact multipliers, but a surface shows 2 of each",
              names.size(), exact.length));
    }
    DualCurves duals = DualCurves.of(history);
    LineChart chart =
        new LineChart(
            "Dual function g(λ), nats", "λ of " + names.get(0), "λ of " + names.get(1), 600, 560);
    Window window = new Window(0, reach(duals, 0, exact), 0, reach(duals, 1, exact));
    DualSurface surface = new DualSurface(chart, window);
    surface.addContours(dual, dual.applyAsDouble(exact));
    surface.addPath(duals, exact);
    chart.show(window);
    chart.getStyler().setMarkerSize(10);
    return chart;
  }

  private static double reach(DualCurves duals, int i, double[] exact) {
    double reach = duals.reach(i, exact[i]);
    return reach > 0 ? 1.2 * reach : 1;
  }

  private void addPath(DualCurves duals, double[] exact) {
    Color pale = Palette.tint(PATH, 0.6);
    double[] x = duals.lambda(0);
    double[] y = duals.lambda(1);
    Strokes.line(chart, HistoryCharts.EACH_UPDATE, x, y, pale, Strokes.THIN);
    if (duals.averages()) {
      double[] averageX = duals.fromAveraging(duals.averagedLambda(0));
      double[] averageY = duals.fromAveraging(duals.averagedLambda(1));
      Strokes.line(chart, HistoryCharts.AVERAGED, averageX, averageY, PATH, Strokes.BOLD);
    }
    mark("first update", new double[] {x[0], y[0]}, SeriesMarkers.CIRCLE);
    mark("exact λ*", exact, new StarMarker());
  }

  private void mark(String name, double[] at, org.knowm.xchart.style.markers.Marker marker) {
    double[] x = {at[0]};
    double[] y = {at[1]};
    Strokes.points(chart, name, x, y, Palette.INK, marker);
  }

  /** Levels closer together near the top, where the function is flat. */
  private void addContours(ToDoubleFunction<double[]> dual, double top) {
    Field field =
        Field.sample((a, b) -> dual.applyAsDouble(new double[] {a, b}), window, COMPUTED)
            .refined(DRAWN);
    double depth = top - field.sorted()[0];
    String pattern = "%." + (int) Math.max(0, Math.ceil(2 - Math.log10(depth))) + "f";
    for (int k = LEVELS; k >= 1; k--) {
      double share = (k - 0.6) / LEVELS;
      double level = top - depth * share * share;
      Color color = Palette.ramp(1 - share);
      String label = String.format(Locale.ROOT, pattern, level).replace('-', '−');
      List<double[][]> lines = ContourLines.of(field, level);
      for (int l = 0; l < lines.size(); l++) {
        // the innermost line is too short for a label
        addContour("contour " + k + " " + l, lines.get(l), color, k > 1 ? label : "");
      }
    }
  }

  /** Draws a line with its label in a gap, towards the lower right where the path seldom is. */
  private void addContour(String name, double[][] line, Color color, String label) {
    double[] x = Strokes.column(line, 0);
    double[] y = Strokes.column(line, 1);
    int at = -1;
    for (int i = 0; i < line.length; i++) {
      if (isInside(line[i]) && (at < 0 || towardsCorner(line[i]) > towardsCorner(line[at]))) {
        at = i;
      }
    }
    if (at >= 0 && !label.isEmpty()) {
      chart.addAnnotation(new AnnotationText(label, line[at][0], line[at][1], false));
      for (int i = 0; i < line.length; i++) {
        if (isUnderLabel(line[i], line[at], label)) {
          y[i] = Double.NaN; // XChart leaves a gap
        }
      }
    }
    Strokes.unnamed(chart, name, x, y, color, Strokes.THIN);
  }

  private double acrossX(double x) {
    return (x - window.xMin()) / (window.xMax() - window.xMin());
  }

  private double acrossY(double y) {
    return (y - window.yMin()) / (window.yMax() - window.yMin());
  }

  private boolean isInside(double[] p) {
    double x = acrossX(p[0]);
    double y = acrossY(p[1]);
    return Math.min(x, y) > 0.03 && Math.max(x, y) < 0.95;
  }

  private double towardsCorner(double[] p) {
    return acrossX(p[0]) - 0.6 * acrossY(p[1]);
  }

  private boolean isUnderLabel(double[] p, double[] at, String label) {
    return Math.abs(acrossX(p[0]) - acrossX(at[0])) < 0.0085 * label.length()
        && Math.abs(acrossY(p[1]) - acrossY(at[1])) < 0.017;
  }
}
