package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/**
 * A quantity, or the states of runs, over two parameters: one cell a setting, with its number in
 * it.
 *
 * <pre>{@code
 * HeatMap.of("Stability")
 *     .columns("dual step", "0.01", "0.1", "1")
 *     .rows("dual update", "projected sub-gradient", "νPI")
 *     .states(states)         // or values("KL, nats", kl), or estimates("KL, nats", kl)
 *     .chart()
 * }</pre>
 */
public final class HeatMap {
  private final String title;
  private String columnParameter = "";
  private String rowParameter = "";
  private List<String> columns = List.of();
  private List<String> rows = List.of();
  private boolean logarithmic;
  private double[] ends = {};

  private HeatMap(String title) {
    this.title = title;
  }

  /**
   * Starts a heat map.
   *
   * @param title shown above
   * @return this
   */
  public static HeatMap of(String title) {
    return new HeatMap(title);
  }

  /**
   * Sets the parameter that changes from left to right.
   *
   * @param parameter its name, with its unit
   * @param values from the left
   * @return this
   */
  public HeatMap columns(String parameter, String... values) {
    columnParameter = parameter;
    columns = List.of(values);
    return this;
  }

  /**
   * Sets the parameter that changes from row to row.
   *
   * @param parameter its name, with its unit
   * @param values from above
   * @return this
   */
  public HeatMap rows(String parameter, String... values) {
    rowParameter = parameter;
    rows = List.of(values);
    return this;
  }

  /**
   * Sets the ends of the scale of the colours, such as those that several heat maps share;
   * otherwise they are the lowest and the highest value.
   *
   * @param lowest value, drawn palest; what is below looks the same
   * @param highest value, drawn darkest, above {@code lowest}
   * @return this
   */
  public HeatMap range(double lowest, double highest) {
    if (!(lowest < highest) || !Double.isFinite(highest - lowest)) {
      throw new IllegalArgumentException(
          "the range of the colours is %s to %s: give finite ends, rising"
              .formatted(lowest, highest));
    }
    ends = new double[] {lowest, highest};
    return this;
  }

  /**
   * Makes the scale of the colours logarithmic.
   *
   * @return this
   */
  public HeatMap logarithmic() {
    logarithmic = true;
    return this;
  }

  /**
   * {@return the chart of numbers}
   *
   * @param quantity what they are, with its unit, above the colour bar
   * @param values {@code [row][column]}; NaN where there is none
   */
  public XYChart values(String quantity, double[][] values) {
    requireShape(Arrays.stream(values).mapToInt(row -> row.length).toArray());
    double[] all = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    ColorScale scale = ColorScale.over(ends.length > 0 ? ends : all, logarithmic);
    List<String> texts = Digits.together(all);
    HeatCell[][] cells = empty();
    for (int i = 0; i < all.length; i++) {
      if (Double.isFinite(all[i])) {
        set(cells, i, new HeatCell.Part(1, scale.color(all[i]), texts.subList(i, i + 1), ""));
      }
    }
    return chart(cells).scale(quantity, scale);
  }

  /**
   * {@return the chart of estimates, each with half the width of its 95 % interval below}
   *
   * @param quantity what they are, with its unit, above the colour bar
   * @param values {@code [row][column]}; null where there is none
   */
  public XYChart estimates(String quantity, IntervalEstimate[][] values) {
    requireShape(Arrays.stream(values).mapToInt(row -> row.length).toArray());
    IntervalEstimate[] all =
        Arrays.stream(values).flatMap(Arrays::stream).toArray(IntervalEstimate[]::new);
    double[] numbers =
        Arrays.stream(all).mapToDouble(v -> v == null ? Double.NaN : v.value()).toArray();
    ColorScale scale = ColorScale.over(ends.length > 0 ? ends : numbers, logarithmic);
    List<String> texts = Digits.together(numbers);
    HeatCell[][] cells = empty();
    for (int i = 0; i < all.length; i++) {
      if (Double.isFinite(numbers[i])) {
        String text = texts.get(i);
        List<String> lines =
            Double.isFinite(all[i].margin95())
                ? List.of(text, "± " + Digits.rounded(all[i].margin95()))
                : List.of(text);
        set(cells, i, new HeatCell.Part(1, scale.color(numbers[i]), lines, text));
      }
    }
    return chart(cells).scale(quantity, scale);
  }

  /**
   * {@return the chart of states: the ground of a cell is divided as its runs are, each part with
   * their number}
   *
   * @param states {@code [row][column]}, the states of all runs of a setting, such as "converged",
   *     "oscillating", "diverging"; an empty list where there is none
   */
  public XYChart states(List<List<List<String>>> states) {
    requireShape(states.stream().mapToInt(List::size).toArray());
    Map<String, Color> colors = StateCells.colors(states);
    HeatCell[][] cells = empty();
    for (int r = 0; r < cells.length; r++) {
      for (int c = 0; c < cells[r].length; c++) {
        if (!states.get(r).get(c).isEmpty()) {
          cells[r][c] = StateCells.of(states.get(r).get(c), colors);
        }
      }
    }
    HeatChart chart = chart(cells);
    colors.forEach((state, color) -> chart.legend().explain(state, color));
    int most = states.stream().flatMap(List::stream).mapToInt(List::size).max().orElse(0);
    if (most > 1) {
      chart.legend().explain("number of runs", String.valueOf(most));
    }
    chart.addRoomForLegend();
    return chart;
  }

  /**
   * {@return the chart of states, one run a setting}
   *
   * @param states {@code [row][column]}; null where there is none
   */
  public XYChart states(String[][] states) {
    List<List<List<String>>> lists = new ArrayList<>();
    for (String[] row : states) {
      lists.add(Arrays.stream(row).map(s -> s == null ? List.<String>of() : List.of(s)).toList());
    }
    return states(lists);
  }

  private void set(HeatCell[][] cells, int index, HeatCell.Part part) {
    cells[index / columns.size()][index % columns.size()] = new HeatCell(List.of(part));
  }

  private HeatCell[][] empty() {
    HeatCell[][] cells = new HeatCell[rows.size()][columns.size()];
    for (HeatCell[] row : cells) {
      Arrays.fill(row, HeatCell.EMPTY);
    }
    return cells;
  }

  private HeatChart chart(HeatCell[][] cells) {
    return new HeatChart(title, columnParameter, columns, rowParameter, rows, cells);
  }

  private void requireShape(int[] lengths) {
    boolean fits =
        lengths.length == rows.size()
            && IntStream.of(lengths).allMatch(length -> length == columns.size());
    if (!fits || rows.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException(
          "there are rows of %s cells for %d rows of %d columns: give one a setting, from 1"
              .formatted(Arrays.toString(lengths), rows.size(), columns.size()));
    }
  }
}
