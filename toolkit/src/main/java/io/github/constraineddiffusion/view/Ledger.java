package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What several methods cost and reach, as a table and as bars: a row a method, a column a quantity.
 *
 * <pre>{@code
 * Ledger.of("What each method costs", "constrained", "plain", "rejection")
 *     .column("training", "s", 41.2, 38.9, 38.9)
 *     .column("FID", "", List.of(fid1, fid2, fid3))
 *     .bars()
 * }</pre>
 */
public final class Ledger {
  private static final int COLUMNS = 2;

  private record Column(String name, double[] values, double[] lower, double[] upper) {
    boolean hasIntervals() {
      return Arrays.stream(upper).anyMatch(Double::isFinite);
    }
  }

  private final String title;
  private final List<String> methods;
  private final List<Column> columns = new ArrayList<>();

  private Ledger(String title, List<String> methods) {
    this.title = title;
    this.methods = methods;
  }

  /**
   * Starts a ledger.
   *
   * @param title above table and bars
   * @param methods one a row, at least 1; they have the colours of {@link ShareChart}
   * @return this
   */
  public static Ledger of(String title, String... methods) {
    if (methods.length == 0) {
      throw new IllegalArgumentException("the ledger has 0 methods: give at least 1");
    }
    return new Ledger(title, List.of(methods));
  }

  /**
   * Adds a quantity.
   *
   * @param name what it is, such as "training"
   * @param unit such as "s"; empty for none
   * @param values one a method, at least 0; NaN where a method has none
   * @return this
   */
  public Ledger column(String name, String unit, double... values) {
    double[] none = new double[values.length];
    Arrays.fill(none, Double.NaN);
    return add(new Column(withUnit(name, unit), values.clone(), none, none));
  }

  /**
   * Adds a quantity with its 95 % intervals.
   *
   * @param name what it is, such as "FID"
   * @param unit such as "s"; empty for none
   * @param values one a method, at least 0; null where a method has none
   * @return this
   */
  public Ledger column(String name, String unit, List<IntervalEstimate> values) {
    return add(
        new Column(
            withUnit(name, unit),
            each(values, IntervalEstimate::value),
            each(values, IntervalEstimate::lower),
            each(values, IntervalEstimate::upper)));
  }

  /** {@return the ledger as a table; after a quantity with intervals stand half their widths} */
  public Table table() {
    Table table = Table.create(title, StringColumn.create("method", methods));
    for (Column column : columns) {
      table.addColumns(DoubleColumn.create(column.name, column.values));
      if (column.hasIntervals()) {
        double[] half = new double[column.values.length];
        Arrays.setAll(half, i -> finite((column.upper[i] - column.lower[i]) / 2));
        table.addColumns(DoubleColumn.create("± " + column.name, half));
      }
    }
    return table;
  }

  /** {@return the ledger as bars, one panel a quantity} */
  public Panels bars() {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("the ledger has 0 quantities: add column(…)");
    }
    XYChart[] charts = columns.stream().map(this::bars).toArray(XYChart[]::new);
    return Panels.grid(COLUMNS, charts).title(title);
  }

  private XYChart bars(Column column) {
    HorizontalBars chart = new HorizontalBars(column.name, "", methods, column.values);
    chart.getStyler().setXAxisTitleVisible(false);
    chart.intervals(column.lower, column.upper);
    List<Color> used = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      used.add(MethodColors.next(methods.get(i), used));
      chart.bar(i, used.get(i));
    }
    double top = Math.max(highest(column.values), highest(column.upper));
    chart.getStyler().setXAxisMax(top > 0 ? 1.18 * top : 1);
    return chart;
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
  }

  private Ledger add(Column column) {
    if (column.values.length != methods.size()) {
      throw new IllegalArgumentException(
          "%s has %d values for %d methods: give one a method, NaN for none"
              .formatted(column.name, column.values.length, methods.size()));
    }
    for (int i = 0; i < column.values.length; i++) {
      double value = column.values[i];
      if (value < 0 || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "%s of %s is %s, but must be finite and at least 0: give NaN for none"
                .formatted(column.name, methods.get(i), value));
      }
    }
    columns.add(column);
    return this;
  }

  private static String withUnit(String name, String unit) {
    return unit.isEmpty() ? name : name + ", " + unit;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static double[] each(
      List<IntervalEstimate> values, ToDoubleFunction<IntervalEstimate> number) {
    return values.stream()
        .mapToDouble(v -> v == null ? Double.NaN : number.applyAsDouble(v))
        .toArray();
  }
}
