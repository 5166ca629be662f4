package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.DisjointShares;
import io.github.constraineddiffusion.constraint.ExactOptimum;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class ChartsTest {
  private static final RunHistory HISTORY = FakeHistory.of(2000);

  @Test
  void multipliersHaveTheirAverageAndTheExactValueBesideThem() {
    XYChart chart = Charts.multipliers(HISTORY, FakeHistory.EXACT);
    XYSeries raw = chart.getSeriesMap().get("raw 0");
    XYSeries averaged = chart.getSeriesMap().get("minority 1");
    XYSeries exact = chart.getSeriesMap().get("exact 1");
    assertEquals(HISTORY.duals().size(), raw.getXData().length);
    assertEquals(HISTORY.duals().get(7).lambda()[0], raw.getYData()[7]);
    assertEquals(500, averaged.getXData()[0], "the last update before averages differ from λ");
    assertArrayEquals(new double[] {FakeHistory.EXACT[1], FakeHistory.EXACT[1]}, exact.getYData());
    assertEquals(0.0, chart.getStyler().getYAxisMin());
  }

  @Test
  void multipliersRefuseAWrongNumberOfExactValues() {
    var e = assertThrows(IllegalArgumentException.class, () -> Charts.multipliers(HISTORY, 0.3));
    assertEquals("there are 1 exact multipliers for 2 constraints: give 2", e.getMessage());
  }

  @Test
  void theExactOptimumOfDisjointClassesIsDrawnBesideTheMultipliers() {
    RunHistory digits = FakeHistory.digits(30);
    double[] rho = {0.01, 0.01, 0.01};
    ExactOptimum exact = DisjointShares.of(rho, new double[] {0.1, 0.1, 0.1}).optimum();
    XYChart chart = Charts.multipliers(digits, exact);
    XYSeries line = chart.getSeriesMap().get("exact 2");
    assertEquals(0.9 / 7, line.getYMax(), 1e-12, "(ρ + λ)/(1 + 3λ) = 0.1");
    assertEquals(Palette.INK, line.getLineColor(), "black: it belongs to all three");
    double[] averaged = chart.getSeriesMap().get("digit 7").getYData();
    assertEquals(0.9 / 7, averaged[averaged.length - 1], 0.02);
    XYChart two = Charts.multipliers(HISTORY, FakeHistory.EXACT);
    assertEquals(Palette.series(1), two.getSeriesMap().get("exact 1").getLineColor());
    assertThrows(IllegalArgumentException.class, () -> Charts.multipliers(HISTORY, exact));
  }

  @Test
  void slacksAreThresholdsLessMeasuredValues() {
    RunHistory digits = FakeHistory.digits(30);
    XYChart chart = Charts.slacks(digits, "nats of −log share");
    assertEquals("slack, nats of −log share", chart.getYAxisTitle());
    double[] slack = chart.getSeriesMap().get("digit 5").getYData();
    for (int k = 0; k < 30; k++) { // so few updates are not smoothed
      assertEquals(digits.duals().get(k).slack()[1], slack[k], 1e-12);
    }
    assertTrue(chart.getStyler().getYAxisMin() < slack[0] && chart.getStyler().getYAxisMax() > 0);
    assertEquals(0, chart.getSeriesMap().get("zero").getYMax());
  }

  @Test
  void emptyHistoriesAreRefusedWithTheReason() {
    RunHistory empty = new RunHistory(List.of("a"));
    for (Runnable chart :
        List.<Runnable>of(
            () -> Charts.multipliers(empty),
            () -> Charts.divergences(empty),
            () -> Charts.slacks(empty, "nats"),
            () -> Charts.loss(empty))) {
      var e = assertThrows(IllegalArgumentException.class, chart::run);
      assertTrue(e.getMessage().startsWith("the history has 0 "), e.getMessage());
    }
  }

  @Test
  void divergencesLieInTheirErrorBandAndShareOneThreshold() {
    XYChart chart = Charts.divergences(HISTORY);
    XYSeries line = chart.getSeriesMap().get("minority 2");
    double[] band = chart.getSeriesMap().get("band 1").getYData();
    for (int i = 0; i < line.getYData().length; i++) {
      assertEquals(line.getYData()[i] + 0.12, band[i], 1e-9);
      assertEquals(line.getYData()[i] - 0.12, band[band.length - 1 - i], 1e-9);
    }
    assertEquals(FakeHistory.THRESHOLD, chart.getSeriesMap().get("threshold 0").getYMax());
    assertFalse(chart.getSeriesMap().containsKey("threshold 1"));
    assertEquals("measured, nats", chart.getYAxisTitle());
  }

  @Test
  void lossOfSeveralRunsHasOneLineEach() {
    Map<String, RunHistory> runs = new LinkedHashMap<>();
    runs.put("short", FakeHistory.of(500));
    runs.put("long", HISTORY);
    XYChart chart = Charts.losses(runs);
    assertEquals(List.of("short", "long"), List.copyOf(chart.getSeriesMap().keySet()));
    assertEquals(2000, chart.getStyler().getXAxisMax(), 1);
    assertEquals(2, Charts.loss(HISTORY).getSeriesMap().size());
  }

  @Test
  void gapIsTheDistanceFromTheMaximumOfTheDualFunction() {
    double best = FakeHistory.dual(FakeHistory.EXACT);
    XYChart chart = Charts.dualityGap(HISTORY, FakeHistory::dual, best);
    double[] gap = chart.getSeriesMap().get(HistoryCharts.EACH_UPDATE).getYData();
    double[] lambda = HISTORY.duals().get(20).lambda();
    assertEquals(best - FakeHistory.dual(lambda), gap[20], 1e-12);
    assertTrue(Arrays.stream(gap).allMatch(g -> g > 0), "a logarithmic axis has no 0");
    assertTrue(chart.getStyler().isYAxisLogarithmic());
  }

  @Test
  void dualSurfaceHoldsThePathAndItsContoursAreLevels() {
    XYChart chart = Charts.dualSurface(FakeHistory::dual, HISTORY, FakeHistory.EXACT);
    double reach = chart.getStyler().getXAxisMax();
    for (XYSeries series : chart.getSeriesMap().values()) {
      assertTrue(series.getXMin() >= 0 && series.getXMax() <= reach, series.getName());
      if (series.getName().startsWith("contour 3 ")) {
        assertLevel(series);
      }
    }
    assertEquals(
        FakeHistory.EXACT[0], chart.getSeriesMap().get("exact λ*").getXData()[0], "marked");
  }

  private static void assertLevel(XYSeries contour) {
    double level = Double.NaN;
    for (int i = 0; i < contour.getXData().length; i++) {
      double x = contour.getXData()[i];
      double y = contour.getYData()[i];
      if (!Double.isNaN(y)) {
        double g = FakeHistory.dual(new double[] {x, y});
        level = Double.isNaN(level) ? g : level;
        assertEquals(level, g, 2e-3);
      }
    }
    assertTrue(Double.isFinite(level));
  }

  @Test
  void scatterDrawsContoursAroundEveryClass() {
    double[][] means = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};
    GaussianMixture q = GaussianMixture.isotropic(0.025, means, 0.94, 0.05, 0.01);
    double[][] points = q.sample(new SplittableRandom(2), 2000);
    XYChart chart = Charts.scatter("data", points, q::density);
    for (double[] mean : means) {
      assertTrue(
          chart.getSeriesMap().values().stream()
              .filter(s -> s.getName().startsWith("contour"))
              .anyMatch(
                  s ->
                      s.getXMin() < mean[0]
                          && s.getXMax() > mean[0]
                          && s.getYMin() < mean[1]
                          && s.getYMax() > mean[1]),
          "no contour around " + Arrays.toString(mean));
    }
    double width = chart.getStyler().getXAxisMax() - chart.getStyler().getXAxisMin();
    double height = chart.getStyler().getYAxisMax() - chart.getStyler().getYAxisMin();
    assertEquals(width, height, 1e-12, "circles look like circles");
  }

  @Test
  void pathsJoinTheSameParticleThroughAllLevels() {
    double[][] a = {{0, 0}, {5, 5}};
    double[][] b = {{1, 2}, {6, 6}};
    double[][] c = {{3, 3}, {7, 7}};
    XYChart chart = Charts.paths("ways", List.of(a, b, c), 1);
    assertArrayEquals(new double[] {0, 1, 3}, chart.getSeriesMap().get("path 0").getXData());
    assertFalse(chart.getSeriesMap().containsKey("path 1"));
    assertEquals(3, chart.getSeriesMap().get("end").getXData()[0]);
    assertThrows(
        IllegalArgumentException.class, () -> Charts.paths("ways", List.<double[][]>of(a), 1));
  }

  @Test
  void errorBarsOverTheSameThresholdStandApart() {
    double[] at = {0.1, 0.2};
    Measured a = new Measured(at, new double[] {0.11, 0.19}, new double[] {0.02, 0.02});
    Measured b = new Measured(at, new double[] {0.09, 0.21}, new double[] {0.02, 0.02});
    XYChart chart = Charts.sharesAgainstThreshold(List.of("a", "b"), a, b);
    double[] xa = chart.getSeriesMap().get("a").getXData();
    double[] xb = chart.getSeriesMap().get("b").getXData();
    assertTrue(xa[0] < 0.1 && xb[0] > 0.1);
    assertEquals(0.1, (xa[0] + xb[0]) / 2, 1e-12);
    assertArrayEquals(
        at, Charts.multipliersAgainstExact(List.of("a"), a).getSeriesMap().get("a").getXData());
    assertThrows(
        IllegalArgumentException.class, () -> Charts.multipliersAgainstExact(List.of("a"), a, b));
  }
}
