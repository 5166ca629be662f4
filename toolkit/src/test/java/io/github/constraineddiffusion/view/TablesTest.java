package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TablesTest {

  @Test
  void longTablesShowTheirFirstAndLastRows() {
    int[] rows = IntStream.range(0, 4000).toArray();
    String html = TableHtml.of(Table.create("steps", IntColumn.create("step", rows)));
    assertTrue(html.contains(">9<") && html.contains("⋮") && html.contains(">3995<"));
    assertFalse(html.contains(">10<") || html.contains(">3994<"));
    assertTrue(html.endsWith("<p>4000 rows × 1 column</p>"));
    assertTrue(html.contains("<caption>steps</caption>"));
  }

  @Test
  void numbersStandToTheRightAndTextIsEscaped() {
    Table table =
        Table.create(
            "t",
            StringColumn.create("name", "a < b & \"c\""),
            DoubleColumn.create("value", 0.26333333));
    String html = TableHtml.of(table);
    assertTrue(html.contains("<td style=\"text-align: left\">a &lt; b &amp; &quot;c&quot;</td>"));
    assertTrue(html.contains("<td style=\"text-align: right\">0.2633</td>"));
  }

  @Test
  void numbersHaveTheDigitsTheyNeed() {
    assertCells(List.of("0.2633", "0.3000"), 0.26333333, 0.3);
    assertCells(List.of("0.09", "0.12"), 0.09, 0.12);
    assertCells(List.of("3", "40"), 3, 40);
    assertCells(List.of("1234", "0", "–"), 1234.4, 0, Double.NaN);
    assertCells(List.of("1.609", "0.017", "4.670e-04"), 1.6094, 0.0174, 0.000467);
    assertCells(List.of("2.500e+16"), 2.5e16);
  }

  private static void assertCells(List<String> expected, double... values) {
    assertEquals(expected, Digits.cells(DoubleColumn.create("v", values)));
  }

  @Test
  void ticksHaveNoLeftOverDigits() {
    assertEquals("0.3", Digits.tick(0.1 + 0.2));
    assertEquals("−0.05", Digits.tick(-0.05));
    assertEquals("0", Digits.tick(1e-17));
    assertEquals("4000", Digits.tick(4000));
  }

  @Test
  void constraintsAreMeansOverTheLastUpdates() {
    RunHistory history = FakeHistory.of(2000);
    Table table = Tables.constraints(history, 100);
    List<DualRecord> duals = history.duals();
    double sum = 0;
    for (DualRecord d : duals.subList(duals.size() - 100, duals.size())) {
      sum += d.measured()[1];
    }
    assertEquals(sum / 100, table.doubleColumn("value").get(1), 1e-12);
    assertEquals(0.12 / 10, table.doubleColumn("± error").get(1), 1e-12);
    assertEquals(FakeHistory.THRESHOLD - sum / 100, table.doubleColumn("slack").get(1), 1e-12);
    assertEquals(duals.get(duals.size() - 1).averagedLambda()[1], table.doubleColumn("λ").get(1));
    assertThrows(IllegalArgumentException.class, () -> Tables.constraints(history, 0));
  }

  @Test
  void multipliersSayHowFarTheyAreOff() {
    Table table =
        Tables.multipliers(List.of("a", "b"), new double[] {0.3, 0.1}, new double[] {0.25, 0.2});
    assertArrayEquals(
        new double[] {20, -50}, table.doubleColumn("off by, %").asDoubleArray(), 1e-9);
    var wrong = Map.of("x", new double[1]);
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Tables.of("t", "row", List.of("a", "b"), wrong));
    assertEquals("column x has 1 values for 2 rows: give one a row", e.getMessage());
  }

  /**
   * Half widths by scipy 1.17: {@code binomtest(k, 1000).proportion_ci(method="wilson")} for k =
   * 200, 10, 0.
   */
  @Test
  void shareErrorsAreWilsons() {
    double[] errors = Tables.shareErrors(new double[] {0.2, 0.01, 0}, 1000);
    double[] scipy = {0.024770937102468055, 0.006434357212392762, 0.0019133792427775617};
    for (int i = 0; i < 3; i++) {
      assertEquals(scipy[i], errors[i], 1e-4 * scipy[i]); // z = 1.96 here, 1.959964 there
    }
    assertThrows(IllegalArgumentException.class, () -> Tables.shareErrors(errors, 0));
  }

  @Test
  void runningMeanKeepsLinesAndAveragesNoise() {
    double[] line = IntStream.range(0, 50).mapToDouble(i -> 3 - 0.5 * i).toArray();
    double[] mean = Smoothing.mean(line, 4);
    assertArrayEquals(Arrays.copyOf(line, 46), Arrays.copyOf(mean, 46), 1e-12);
    double[] withGap = {1, Double.NaN, 3, 3, 3};
    assertArrayEquals(new double[] {1, 2, 3, 3, 3}, Smoothing.mean(withGap, 1), 1e-12);
  }

  @Test
  void windowsLeaveOutliersOut() {
    double[][] points = new double[2001][];
    for (int i = 0; i < 2001; i++) {
      points[i] = new double[] {Math.cos(i), Math.sin(i)};
    }
    points[7] = new double[] {1e6, 0};
    Window window = Window.around(points);
    assertEquals(1.16, window.xMax(), 0.01);
    assertEquals(window.xMax() - window.xMin(), window.yMax() - window.yMin(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new Window(0, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Window.around(new double[0][]));
    double[][] flat = {{1}};
    assertThrows(IllegalArgumentException.class, () -> Window.around(flat));
  }
}
