package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.sampler.Trajectory;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points in the plane, over the contours of a density. */
final class ScatterCharts {
  private static final int SIDE = 360;
  static final int LARGE_SIDE = 520;
  private static final int SMALL_SIDE = 230;
  static final int GRID = 221;

  /** Shares of the mass inside the contours: the last one reaches a class with one in a hundred. */
  private static final double[] HELD = {0.5, 0.9, 0.99, 0.999};

  private ScatterCharts() {}

  static XYChart scatter(String title, double[][] points, DoubleBinaryOperator density) {
    LineChart chart = new LineChart(title, "x₁", "x₂", SIDE, SIDE);
    chart.show(Window.around(points));
    addPoints(chart, points, 4, new Color(0, 114, 178, 110));
    if (density != null) {
      addContours(chart, Field.sample(density, Window.around(points).widened(1.4), GRID));
    }
    return chart;
  }

  static Panels snapshots(String title, List<double[][]> levels, List<String> captions) {
    if (levels.size() != captions.size() || levels.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d levels and %d captions: give one caption for each of at least 1 level",
              levels.size(), captions.size()));
    }
    LineChart[] charts = new LineChart[levels.size()];
    for (int i = 0; i < charts.length; i++) {
      charts[i] = new LineChart(captions.get(i), "x₁", "x₂", SMALL_SIDE, SMALL_SIDE);
      charts[i].show(Window.around(levels.get(i)));
      addPoints(charts[i], levels.get(i), 3, new Color(0, 114, 178, 130));
      charts[i].getStyler().setXAxisTickMarkSpacingHint(40).setYAxisTickMarkSpacingHint(40);
    }
    return Panels.row(charts).title(title).sameAxes();
  }

  static Panels snapshots(String title, Trajectory trajectory, int panels) {
    int last = trajectory.levels().size() - 1;
    if (panels < 2 || panels > last + 1) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d panels for %d timesteps: give a number from 2 to %d",
              panels, last + 1, last + 1));
    }
    List<double[][]> levels = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (int k = 0; k < panels; k++) {
      int at = (int) Math.round((double) k * last / (panels - 1));
      levels.add(Points.of(trajectory.levels().get(at)));
      captions.add("t = " + trajectory.timesteps().get(at));
    }
    return snapshots(title, levels, captions);
  }

  static List<double[][]> points(Trajectory trajectory) {
    return trajectory.levels().stream().map(Points::of).toList();
  }

  static XYChart paths(String title, List<double[][]> levels, int particles) {
    if (levels.size() < 2) {
      throw new IllegalArgumentException(
          "the path has " + levels.size() + " levels: give at least 2, its start and its end");
    }
    LineChart chart = new LineChart(title, "x₁", "x₂", LARGE_SIDE, LARGE_SIDE);
    int count = Math.min(particles, levels.get(0).length);
    double[][] first = Arrays.copyOf(levels.get(0), count);
    double[][] last = Arrays.copyOf(levels.get(levels.size() - 1), count);
    for (int p = 0; p < count; p++) {
      double[][] path = new double[levels.size()][];
      for (int l = 0; l < path.length; l++) {
        path[l] = levels.get(l)[p];
      }
      line(chart, "path " + p, path, Palette.tint(Palette.series(5), 0.7));
    }
    addEnds(chart, "start", first, Palette.GIVEN);
    addEnds(chart, "end", last, Palette.CONSTRAINED);
    chart.show(Window.around(first).union(Window.around(last)));
    return chart;
  }

  private static void addEnds(XYChart chart, String name, double[][] at, Color color) {
    double[] x = Strokes.column(at, 0);
    double[] y = Strokes.column(at, 1);
    Strokes.points(chart, name, x, y, color, SeriesMarkers.CIRCLE);
  }

  static void addPoints(XYChart chart, double[][] points, int size, Color color) {
    double[] x = Strokes.column(points, 0);
    double[] y = Strokes.column(points, 1);
    Strokes.points(chart, "points", x, y, color, SeriesMarkers.CIRCLE);
    chart.getStyler().setMarkerSize(size);
  }

  static void addContours(XYChart chart, Field field) {
    int count = 0;
    for (double share : HELD) {
      for (double[][] contour : ContourLines.of(field, field.levelHolding(share))) {
        line(chart, "contour " + count++, contour, Palette.series(1));
      }
    }
  }

  private static void line(XYChart chart, String name, double[][] at, Color color) {
    double[] x = Strokes.column(at, 0);
    Strokes.unnamed(chart, name, x, Strokes.column(at, 1), color, Strokes.THIN);
  }
}
