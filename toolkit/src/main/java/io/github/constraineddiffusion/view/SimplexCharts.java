package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The dual function on the simplex of weights with the path of λ: a triangle, or a segment. */
final class SimplexCharts {
  private static final String TITLE = "Dual function D(λ), nats";
  private static final String PATH = "path of λ";
  private static final int POINTS = 201;
  private static final double ROUNDING = 1e-6;

  private SimplexCharts() {}

  static XYChart simplex(
      List<String> names, ToDoubleFunction<double[]> dual, List<double[]> path, double[] optimum) {
    if (names.size() != 2 && names.size() != 3) {
      throw new IllegalArgumentException(
          "there are "
              + names.size()
              + " models, but a simplex is drawn for 2 or 3: show more with weights(history)");
    }
    for (double[] lambda : path) {
      check("the path", lambda, names.size());
    }
    if (optimum != null) {
      check("the optimum", optimum, names.size());
    }
    return names.size() == 2
        ? segment(names, dual, path, optimum)
        : triangle(names, dual, path, optimum);
  }

  private static void check(String what, double[] lambda, int models) {
    boolean weights = lambda.length == models;
    for (double l : lambda) {
      weights &= l >= -ROUNDING && Double.isFinite(l);
    }
    if (!weights || Math.abs(Arrays.stream(lambda).sum() - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          what
              + " has λ = "
              + Arrays.toString(lambda)
              + ": give "
              + models
              + " weights of at least 0 that sum to 1");
    }
  }

  private static XYChart triangle(
      List<String> names, ToDoubleFunction<double[]> dual, List<double[]> path, double[] optimum) {
    TernaryChart chart = new TernaryChart(TITLE, names, new TernaryField(dual));
    addPath(chart, path.stream().map(Ternary::place).toArray(double[][]::new));
    if (optimum != null) {
      mark(chart, "exact λ*", Ternary.place(optimum), new StarMarker());
    }
    return chart;
  }

  private static XYChart segment(
      List<String> names, ToDoubleFunction<double[]> dual, List<double[]> path, double[] optimum) {
    LineChart chart =
        new LineChart(
            TITLE,
            "λ of %s (that of %s is 1 − λ)".formatted(names.get(0), names.get(1)),
            "D(λ), nats",
            Theme.WIDTH,
            Theme.HEIGHT);
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = (double) i / (POINTS - 1);
      y[i] = TernaryField.finite(dual, new double[] {x[i], 1 - x[i]});
    }
    Strokes.line(chart, "D(λ)", x, y, Palette.CONSTRAINED, Strokes.BOLD);
    addPath(chart, path.stream().map(l -> on(dual, l)).toArray(double[][]::new));
    if (optimum != null) {
      mark(chart, "exact λ*", on(dual, optimum), new StarMarker());
    }
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setMarkerSize(9);
    return chart;
  }

  private static double[] on(ToDoubleFunction<double[]> dual, double[] lambda) {
    return new double[] {lambda[0], dual.applyAsDouble(lambda)};
  }

  private static void addPath(LineChart chart, double[][] path) {
    if (path.length > 0) {
      double[] x = Strokes.column(path, 0);
      double[] y = Strokes.column(path, 1);
      if (chart instanceof TernaryChart) {
        Strokes.line(chart, PATH, x, y, Palette.series(1), Strokes.BOLD);
      } else { // on a curve the path may go back over itself
        Strokes.points(chart, PATH, x, y, new Color(213, 94, 0, 110), SeriesMarkers.CIRCLE);
      }
      mark(chart, "start", path[0], SeriesMarkers.CIRCLE);
    }
  }

  private static void mark(
      XYChart chart, String name, double[] at, org.knowm.xchart.style.markers.Marker marker) {
    double[] x = {at[0]};
    Strokes.points(chart, name, x, new double[] {at[1]}, Palette.INK, marker);
  }
}
