package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * What several methods cost and reach as bars: a panel a quantity, the methods in the same order
 * and colours in each.
 *
 * <pre>{@code
 * LedgerChart.of("Overhead", "constrained", "plain", "rejection")
 *     .column("training, s", 41.2, 38.9, 38.9)
 *     .column("FID", List.of(fid1, fid2, fid3))
 *     .chart()
 * LedgerChart.of(ledger.table(1_000)).only("training, s", "share").chart()
 * }</pre>
 */
public final class LedgerChart {
  private static final int COLUMNS = 2;
  private static final String ERROR = " ±";

  private record Column(String name, double[] values, double[] lower, double[] upper) {}

  private final String title;
  private final List<String> methods;
  private final List<Column> columns = new ArrayList<>();

  private LedgerChart(String title, List<String> methods) {
    this.title = title;
    this.methods = methods;
  }

  /**
   * Starts a ledger.
   *
   * @param title above the bars
   * @param methods one a row, at least 1; they have the colours of {@link ShareChart}
   * @return this
   */
  public static LedgerChart of(String title, String... methods) {
    if (methods.length == 0) {
      throw new IllegalArgumentException("the ledger has 0 methods: give at least 1");
    }
    return new LedgerChart(title, List.of(methods));
  }

  /**
   * Starts a chart of all numbers of a table, such as that of a ledger. A column that is called as
   * another one with " ±" behind it holds half the widths of its intervals; a column without any
   * number is left out.
   *
   * @param table its first column names the methods
   * @return this
   */
  public static LedgerChart of(Table table) {
    String[] methods = table.column(0).asStringColumn().asObjectArray();
    LedgerChart chart = of(table.name(), methods);
    for (NumericColumn<?> column : table.numericColumns()) {
      double[] values = column.asDoubleArray();
      if (!column.name().endsWith(ERROR) && column.countMissing() < values.length) {
        boolean known = table.containsColumn(column.name() + ERROR);
        double[] half =
            known ? table.numberColumn(column.name() + ERROR).asDoubleArray() : none(values.length);
        chart.add(new Column(column.name(), values, sum(values, -1, half), sum(values, 1, half)));
      }
    }
    return chart;
  }

  /**
   * Adds a quantity.
   *
   * @param name what it is, with its unit, such as "training, s"
   * @param values one a method, at least 0; NaN where a method has none
   * @return this
   */
  public LedgerChart column(String name, double... values) {
    double[] none = none(values.length);
    return add(new Column(name, values.clone(), none, none));
  }

  /**
   * Adds a quantity with its 95 % intervals.
   *
   * @param name what it is, with its unit, such as "FID"
   * @param values one a method, at least 0; null where a method has none
   * @return this
   */
  public LedgerChart column(String name, List<IntervalEstimate> values) {
    return add(
        new Column(
            name,
            each(values, IntervalEstimate::value),
            each(values, IntervalEstimate::lower),
            each(values, IntervalEstimate::upper)));
  }

  /**
   * Leaves all but some quantities out.
   *
   * @param names of these quantities, in the order to show them in
   * @return this
   */
  public LedgerChart only(String... names) {
    List<Column> chosen = Arrays.stream(names).map(this::column).toList();
    columns.clear();
    columns.addAll(chosen);
    return this;
  }

  private Column column(String name) {
    return columns.stream()
        .filter(c -> c.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no quantity “%s” among %s: name one of these"
                        .formatted(name, columns.stream().map(Column::name).toList())));
  }

  /** {@return the panels, one a quantity} */
  public Panels chart() {
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
    Map<String, Color> colors = MethodColors.of(methods);
    for (int i = 0; i < methods.size(); i++) {
      chart.bar(i, colors.get(methods.get(i)));
    }
    double top = Math.max(highest(column.values), highest(column.upper));
    chart.getStyler().setXAxisMax(top > 0 ? 1.18 * top : 1);
    return chart;
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
  }

  private LedgerChart add(Column column) {
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

  private static double[] none(int length) {
    double[] none = new double[length];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  private static double[] sum(double[] a, double sign, double[] b) {
    double[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + sign * b[i]);
    return sum;
  }

  private static double[] each(
      List<IntervalEstimate> values, ToDoubleFunction<IntervalEstimate> number) {
    return values.stream()
        .mapToDouble(v -> v == null ? Double.NaN : number.applyAsDouble(v))
        .toArray();
  }
}
