package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;

/** A number of every run of a sweep over training. */
final class SweepTrajectories {
  private static final int MOST_POINTS = 300;
  private static final int VEIL = 120;
  private static final double MOSTLY = 0.75;
  private static final double SWING = 4;

  private SweepTrajectories() {}

  static Panels multipliers(
      String parameter, Map<String, List<RunHistory>> runs, Map<String, double[]> exact) {
    List<String> names = constraints(runs);
    XYChart[] charts = new XYChart[names.size()];
    for (int i = 0; i < charts.length; i++) {
      int k = i;
      Map<String, List<double[][]>> lambda = new LinkedHashMap<>();
      runs.forEach(
          (setting, list) -> lambda.put(setting, list.stream().map(h -> lambda(h, k)).toList()));
      Map<String, Double> levels = new LinkedHashMap<>();
      exact.forEach((setting, values) -> levels.put(setting, one(setting, values, k, names)));
      charts[i] = of(names.get(i), "multiplier λ", lambda, levels, "exact λ*");
    }
    Panels panels = Panels.grid(Math.min(2, charts.length), charts);
    return panels.title("Multipliers by " + parameter).sharedLegend();
  }

  private static List<String> constraints(Map<String, List<RunHistory>> runs) {
    List<List<String>> all =
        runs.values().stream()
            .flatMap(List::stream)
            .map(RunHistory::constraints)
            .distinct()
            .toList();
    if (all.size() != 1 || all.get(0).isEmpty()) {
      throw new IllegalArgumentException(
          "the runs have the constraints " + all + ": give runs that have the same, at least 1");
    }
    return all.get(0);
  }

  private static double[][] lambda(RunHistory history, int i) {
    List<DualRecord> duals = history.duals();
    return new double[][] {
      duals.stream().mapToDouble(DualRecord::step).toArray(),
      duals.stream().mapToDouble(d -> d.lambda()[i]).toArray()
    };
  }

  private static double one(String setting, double[] exact, int i, List<String> names) {
    if (exact.length != names.size()) {
      throw new IllegalArgumentException(
          "%s has %d exact multipliers for %d constraints: give one a constraint"
              .formatted(setting, exact.length, names.size()));
    }
    return exact[i];
  }

  static XYChart of(
      String title,
      String y,
      Map<String, List<double[][]>> runs,
      Map<String, Double> exact,
      String label) {
    check(runs, exact);
    int last = (int) all(runs, 0).max().orElse(1);
    LineChart chart = HistoryCharts.overSteps(title, y, last);
    List<String> settings = List.copyOf(runs.keySet());
    double top = exact.values().stream().mapToDouble(v -> v).max().orElse(0);
    double bottom = Math.min(0, all(runs, 1).min().orElse(0));
    for (int s = 0; s < settings.size(); s++) {
      Color color = Palette.sequence(settings.size() < 2 ? 0 : s / (settings.size() - 1.0));
      for (double[][] run : runs.get(settings.get(s))) {
        top = Math.max(top, reach(run[1]));
        int at = chart.getSeriesMap().size();
        Color veil = Palette.translucent(color, VEIL);
        String name = "run %d %s".formatted(at, settings.get(s));
        Strokes.unnamed(chart, name, thinned(run[0]), thinned(run[1]), veil, Strokes.THIN);
      }
      chart.legend().explain(settings.get(s), Strokes.BOLD, color);
    }
    levels(chart, settings, exact, last);
    if (!exact.isEmpty()) {
      chart.legend().explain(label, Strokes.DASHED, Palette.GIVEN);
    }
    double margin = top > bottom ? 0.05 * (top - bottom) : 1;
    chart.getStyler().setYAxisMin(bottom < 0 ? bottom - margin : 0).setYAxisMax(top + margin);
    return chart;
  }

  /** On top of all runs. */
  private static void levels(
      LineChart chart, List<String> settings, Map<String, Double> exact, int last) {
    double[] ends = {0, last};
    exact.forEach(
        (setting, level) -> {
          int s = settings.indexOf(setting);
          Color color = Palette.sequence(settings.size() < 2 ? 0 : s / (settings.size() - 1.0));
          double[] both = {level, level};
          Strokes.unnamed(
              chart, "exact " + setting, ends, both, Palette.shade(color), Strokes.DASHED);
        });
  }

  /** A large swing at the start may leave the frame, when else nothing of the end could be seen. */
  private static double reach(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double end = values[values.length - 1];
    double mostly = sorted[(int) (MOSTLY * (sorted.length - 1))];
    return Math.min(sorted[sorted.length - 1], Math.max(SWING * end, mostly));
  }

  /** At most so many points, the last one among them: a sweep has many runs. */
  private static double[] thinned(double[] values) {
    int every = (values.length + MOST_POINTS - 1) / MOST_POINTS;
    List<Double> kept = new ArrayList<>();
    for (int k = (values.length - 1) % every; k < values.length; k += every) {
      kept.add(values[k]);
    }
    return kept.stream().mapToDouble(v -> v).toArray();
  }

  private static DoubleStream all(Map<String, List<double[][]>> runs, int row) {
    return runs.values().stream().flatMap(List::stream).flatMapToDouble(r -> Arrays.stream(r[row]));
  }

  private static void check(Map<String, List<double[][]>> runs, Map<String, Double> exact) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("there are 0 settings to draw: give at least 1");
    }
    runs.forEach(
        (setting, list) -> {
          for (double[][] run : list) {
            if (run.length != 2 || run[0].length == 0 || run[0].length != run[1].length) {
              throw new IllegalArgumentException(
                  "a run of %s has %d rows of %s numbers: give 2 of as many, steps and values"
                      .formatted(
                          setting, run.length, Arrays.stream(run).map(row -> row.length).toList()));
            }
          }
        });
    if (!runs.keySet().containsAll(exact.keySet())) {
      throw new IllegalArgumentException(
          "exact values are given for %s, but the settings are %s: use the same names"
              .formatted(exact.keySet(), runs.keySet()));
    }
  }
}
