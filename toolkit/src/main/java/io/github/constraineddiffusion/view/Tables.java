package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.constraint.FeasibilityReport;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The tables of a constrained run, as Tablesaw tables. */
public final class Tables {
  private Tables() {}

  /**
   * {@return any quantities side by side}
   *
   * @param title of the table
   * @param what what a row is, such as "class"
   * @param rows names of the rows
   * @param columns values by name, one a row
   */
  public static Table of(
      String title, String what, List<String> rows, Map<String, double[]> columns) {
    Table table = Table.create(title, StringColumn.create(what, rows));
    columns.forEach(
        (name, values) -> {
          if (values.length != rows.size()) {
            throw new IllegalArgumentException(
                String.format(
                    "column %s has %d values for %d rows: give one a row",
                    name, values.length, rows.size()));
          }
          table.addColumns(DoubleColumn.create(name, values));
        });
    return table;
  }

  /**
   * {@return the multipliers at the end of training beside the exact ones}
   *
   * @param names of the constraints
   * @param lambda multipliers
   * @param exact exact multipliers
   */
  public static Table multipliers(List<String> names, double[] lambda, double[] exact) {
    Table table = of("multipliers", "constraint", names, Map.of("λ", lambda));
    double[] off = new double[lambda.length];
    for (int i = 0; i < off.length; i++) {
      off[i] = 100 * (lambda[i] - exact[i]) / exact[i];
    }
    return table.addColumns(
        DoubleColumn.create("exact λ*", exact), DoubleColumn.create("off by, %", off));
  }

  /**
   * {@return how the constraints stand at the end of training: the mean of the last measurements
   * with the standard error of that mean, threshold, slack and averaged multiplier}
   *
   * @param history of a run with constraints
   * @param updates how many of the last dual updates to take the mean of, at least 1
   */
  public static Table constraints(RunHistory history, int updates) {
    return constraints(history, updates, 1);
  }

  static List<DualRecord> last(RunHistory history, int updates) {
    List<DualRecord> all = history.duals();
    if (updates < 1 || all.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "the mean is over %d of %d dual updates: give at least 1", updates, all.size()));
    }
    return all.subList(Math.max(0, all.size() - updates), all.size());
  }

  /** As many neighbouring values as {@code overlap} share their samples: the mean errs by more. */
  static Table constraints(RunHistory history, int updates, double overlap) {
    List<DualRecord> last = last(history, updates);
    DualRecord end = last.get(last.size() - 1);
    int m = history.constraints().size();
    double[] value = new double[m];
    double[] error = new double[m];
    double[] slack = new double[m];
    for (int i = 0; i < m; i++) {
      int k = i;
      value[i] = last.stream().mapToDouble(d -> d.measured()[k]).average().orElseThrow();
      double squares =
          last.stream().mapToDouble(d -> d.standardError()[k] * d.standardError()[k]).sum();
      error[i] = Math.sqrt(squares * Math.min(overlap, last.size())) / last.size();
      slack[i] = end.slack(i, value[i]);
    }
    return of("constraints", "constraint", history.constraints(), Map.of())
        .addColumns(
            DoubleColumn.create("value", value),
            DoubleColumn.create("± error", error),
            DoubleColumn.create("threshold", end.threshold()),
            DoubleColumn.create("slack", slack),
            DoubleColumn.create("λ", end.averagedLambda()));
  }

  /**
   * {@return a feasibility report as a table: one row a constraint}
   *
   * @param report the report
   */
  public static Table feasibility(FeasibilityReport report) {
    Table table = Table.create("feasibility: " + report.verdict());
    report.columns().forEach((name, values) -> table.addColumns(column(name, values)));
    return table;
  }

  private static Column<?> column(String name, List<Object> values) {
    if (values.stream().allMatch(Number.class::isInstance)) {
      double[] numbers = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
      return DoubleColumn.create(name, numbers);
    }
    return StringColumn.create(name, values.stream().map(String::valueOf).toList());
  }

  /**
   * {@return the half widths of the 95 % intervals of measured shares by Wilson's formula, z √(p (1
   * − p)/n + z²/4n²) / (1 + z²/n) with z = 1.96: above 0 for a share of 0 too}
   *
   * @param shares shares p, from 0 to 1
   * @param samples number n of samples they were counted in
   */
  public static double[] shareErrors(double[] shares, int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "shares were counted in " + samples + " samples: give at least 1");
    }
    double z = 1.96;
    double n = samples;
    return Arrays.stream(shares)
        .map(p -> z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n))
        .toArray();
  }
}
