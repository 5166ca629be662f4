package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SweepChartsTest {
  private static final RunHistory HISTORY = FakeHistory.of(2000);

  private static IntervalEstimate estimate(double value, double margin) {
    return new IntervalEstimate(value, margin / 2, value - margin, value + margin, 10);
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static BufferedImage picture(Chart<?, ?> chart) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Pictures.png(chart)));
  }

  @Test
  void everyRunIsALineAndItsExactValueIsDashedInTheColourOfTheSetting() {
    Map<String, List<RunHistory>> runs = new LinkedHashMap<>();
    runs.put("0.1", List.of(FakeHistory.of(1000), FakeHistory.of(1200)));
    runs.put("0.2", List.of(HISTORY));
    Map<String, double[]> exact = Map.of("0.2", FakeHistory.EXACT);
    Panels panels = SweepCharts.multipliers("minimum share", runs, exact);
    assertEquals("Multipliers by minimum share", panels.title());
    assertEquals(2, panels.charts().size());
    XYChart second = (XYChart) panels.charts().get(1);
    assertEquals("minority 2", second.getTitle());
    List<XYSeries> lines =
        second.getSeriesMap().values().stream().filter(s -> s.getName().startsWith("run")).toList();
    assertEquals(3, lines.size());
    double last = HISTORY.duals().get(HISTORY.duals().size() - 1).lambda()[1];
    double[] drawn = lines.get(2).getYData();
    assertEquals(last, drawn[drawn.length - 1], "the last update is never left out");
    XYSeries level = second.getSeriesMap().get("exact 0.2");
    assertEquals(FakeHistory.EXACT[1], level.getYMin());
    assertEquals(Palette.shade(Palette.sequence(1)), level.getLineColor());
    assertFalse(second.getSeriesMap().containsKey("exact 0.1"));
  }

  @Test
  void longRunsAreThinnedAndTheStartMayLeaveTheFrame() {
    double[][] run = new double[2][1000];
    for (int t = 0; t < 1000; t++) {
      run[0][t] = t + 1;
      run[1][t] = t == 0 ? 50 : 1;
    }
    XYChart chart =
        SweepCharts.trajectories("λ", "λ", Map.of("a", List.<double[][]>of(run)), Map.of());
    double[] x = chart.getSeriesMap().get("run 0 a").getXData();
    assertTrue(x.length <= 300 && x.length >= 200, "points: " + x.length);
    assertEquals(1000, x[x.length - 1]);
    assertTrue(chart.getStyler().getYAxisMax() < 5, "the swing of the first step");
  }

  @Test
  void trajectoriesThatDoNotFitAreRefused() {
    var none = Map.<String, List<double[][]>>of();
    refused("0 settings", () -> SweepCharts.trajectories("t", "y", none, Map.of()));
    double[][] odd = {{1, 2}, {1}};
    var uneven = Map.of("a", List.<double[][]>of(odd));
    refused("[2, 1] numbers", () -> SweepCharts.trajectories("t", "y", uneven, Map.of()));
    double[][] one = {{1}, {1}};
    var runs = Map.of("a", List.<double[][]>of(one));
    refused("use the same", () -> SweepCharts.trajectories("t", "y", runs, Map.of("b", 1.0)));
    var mixed = Map.of("a", List.of(HISTORY, FakeHistory.digits(30)));
    refused("that have the same", () -> SweepCharts.multipliers("p", mixed, Map.of()));
    var two = Map.of("a", List.of(HISTORY));
    Map<String, double[]> exact = Map.of("a", new double[] {1});
    refused("1 exact multipliers for 2", () -> SweepCharts.multipliers("p", two, exact));
  }

  @Test
  void smallMultiplesShareAxesTitleAndLegend() throws IOException {
    Map<String, XYChart> charts = new LinkedHashMap<>();
    charts.put("1", Charts.divergences(FakeHistory.of(1000)));
    charts.put("5", Charts.divergences(HISTORY));
    charts.put("20", Charts.divergences(HISTORY));
    charts.put("50", Charts.divergences(HISTORY));
    double top = charts.get("5").getStyler().getYAxisMax();
    LineChart first = (LineChart) charts.get("1");
    int own = first.shownLegendHeight(720);
    Panels panels = SweepCharts.smallMultiples("steps per dual step", charts);
    assertEquals("Constraint values", panels.title());
    assertEquals("steps per dual step = 1", first.getTitle());
    for (XYChart chart : charts.values()) {
      assertEquals(2000, chart.getStyler().getXAxisMax(), 1);
      assertTrue(chart.getStyler().getYAxisMax() >= top);
    }
    assertTrue(own > 0 && first.shownLegendHeight(720) == 0, "the legend is below all");
    assertEquals(1080, panels.width(), "two in a row");
    assertTrue(Pictures.png(panels).length > 1000);
    refused("0 charts", () -> SweepCharts.smallMultiples("p", Map.of()));
    var foreign = Map.of("1", new XYChart(300, 200));
    refused("not of this package", () -> SweepCharts.smallMultiples("p", foreign));
  }

  @Test
  void breakEvenIsMarkedWhereBothCostTheSame() {
    List<String> names = List.of("constrained", "plain", "rejection", "guidance");
    double[] once = {120, 100, 60, 100};
    double[] each = {0.01, 0.01, 0.04, 0.03};
    XYChart chart = SweepCharts.breakEven("seconds", names, once, each, 1e5);
    XYSeries rejection = chart.getSeriesMap().get("constrained is cheaper from here");
    assertEquals(Math.log10(2000), rejection.getXData()[0], 1e-12);
    assertEquals(Math.log10(140), rejection.getYData()[0], 1e-12);
    XYSeries guidance = chart.getSeriesMap().get("constrained is cheaper from here: 1,000");
    assertEquals(Math.log10(130), guidance.getYData()[0], 1e-12);
    assertEquals(6, chart.getSeriesMap().size(), "plain never costs more");
    double[] few = {1};
    refused("4 names, 1 costs", () -> SweepCharts.breakEven("s", names, few, each, 10));
    refused("above 1", () -> SweepCharts.breakEven("s", names, once, each, 1));
  }

  @Test
  void ledgerHasAPanelAQuantityAndABarAMethod() throws IOException {
    LedgerChart ledger =
        LedgerChart.of("Overhead", "constrained", "plain")
            .column("training, s", 20, 10)
            .column("FID", Arrays.asList(estimate(12, 3), null));
    Panels panels = ledger.chart();
    assertEquals("Overhead", panels.title());
    XYChart fid = (XYChart) panels.charts().get(1);
    assertEquals(List.of("constrained"), List.copyOf(fid.getSeriesMap().keySet()));
    assertTrue(fid.getStyler().getXAxisMax() > 15, "the interval fits");
    BufferedImage image = picture(fid);
    int y = image.getHeight() / 2 - 42; // the middle of the upper bar lies near, in an even plot
    assertTrue(inkRight(image, y - 30, y + 60), "the interval is drawn beyond the bar");
    assertEquals(1, ledger.only("FID").chart().charts().size());
    refused("no quantity “memory”", () -> ledger.only("memory"));
    refused("1 values for 2", () -> ledger.column("memory", 1));
    refused("memory of plain is -1.0", () -> ledger.column("memory", 1, -1));
    refused("0 methods", () -> LedgerChart.of("Overhead"));
    refused("0 quantities", () -> LedgerChart.of("Overhead", "a").chart());
  }

  /** Whether a row holds a long run of dark pixels to the right of the bar's blue. */
  private static boolean inkRight(BufferedImage image, int from, int to) {
    for (int y = from; y < to; y++) {
      int blue = -1;
      int ink = 0;
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y) & 0xFFFFFF;
        blue = rgb == 0x0072B2 ? x : blue;
        ink += blue > 0 && x > blue && rgb == 0x333333 ? 1 : 0;
      }
      if (ink > 100) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aTableOfALedgerIsDrawnWithItsErrors() {
    Table table =
        Table.create(
            "Overhead",
            StringColumn.create("method", "a", "b"),
            DoubleColumn.create("share", 0.2, 0.1),
            DoubleColumn.create("share ±", 0.05, Double.NaN),
            DoubleColumn.create("memory, MiB", Double.NaN, Double.NaN));
    Panels panels = LedgerChart.of(table).chart();
    assertEquals(1, panels.charts().size(), "errors belong to shares, memory is unknown");
    XYChart share = (XYChart) panels.charts().get(0);
    assertArrayEquals(new double[] {0, 0.2}, ends(share.getSeriesMap().get("a").getXData()));
    assertEquals(1.18 * 0.25, share.getStyler().getXAxisMax(), 1e-12);
  }

  private static double[] ends(double[] x) {
    return new double[] {Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(0)};
  }
}
