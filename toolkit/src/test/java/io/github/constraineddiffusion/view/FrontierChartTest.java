package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.view.FrontierChart.Better;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;

class FrontierChartTest {
  private static List<IntervalEstimate> estimates(double margin, double... values) {
    return Arrays.stream(values)
        .mapToObj(v -> new IntervalEstimate(v, margin / 2, v - margin, v + margin, 10))
        .toList();
  }

  private static FrontierChart empty() {
    return FrontierChart.of("title").x("share", Better.HIGHER).y("KL, nats", Better.LOWER);
  }

  private static double[] drawn(XYChart chart, String series) {
    return chart.getSeriesMap().get(series).getXData();
  }

  @Test
  void theLineGoesThroughThePointsThatNoOtherDominates() {
    List<IntervalEstimate> share = estimates(0.01, 0.3, 0.1, 0.2, 0.25, 0.25);
    List<IntervalEstimate> kl = estimates(0.02, 0.9, 0.1, 0.5, 0.4, 0.4);
    List<String> settings = List.of("c", "a", "b", "d", "e");
    XYChart chart = empty().points("constrained", settings, share, kl).chart();
    assertArrayEquals(
        new double[] {0.1, 0.25, 0.25, 0.3},
        drawn(chart, "constrained"),
        "from left to right; two equal ones do not dominate each other");
    assertArrayEquals(new double[] {0.2}, drawn(chart, "dominated constrained"));
    assertEquals("share (higher is better)", chart.getXAxisTitle());
    assertEquals("KL, nats (lower is better)", chart.getYAxisTitle());
  }

  @Test
  void whatIsWantedDecidesWhoDominates() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = random.doubles(40).toArray();
    double[] y = random.doubles(40).toArray();
    for (Better bx : Better.values()) {
      for (Better by : Better.values()) {
        double sx = bx == Better.HIGHER ? 1 : -1;
        double sy = by == Better.HIGHER ? 1 : -1;
        double[] best =
            IntStream.range(0, 40)
                .filter(
                    i ->
                        IntStream.range(0, 40)
                            .noneMatch(j -> sx * (x[j] - x[i]) > 0 && sy * (y[j] - y[i]) > 0))
                .mapToDouble(i -> x[i])
                .sorted()
                .toArray();
        XYChart chart =
            FrontierChart.of("t")
                .x("x", bx)
                .y("y", by)
                .points("p", names(40), estimates(0.1, x), estimates(0.1, y))
                .chart();
        assertArrayEquals(best, drawn(chart, "p"));
      }
    }
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @Test
  void intervalsReachInBothDirectionsAndUnknownOnesAreNotDrawn() {
    var unknown =
        new IntervalEstimate(
            0.4, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1);
    List<IntervalEstimate> share = new ArrayList<>(estimates(0.01, 0.1));
    share.add(unknown);
    XYChart chart =
        empty().points("m", List.of("a", "b"), share, estimates(0.02, 0.3, 0.6)).chart();
    assertArrayEquals(new double[] {0.09, 0.11}, drawn(chart, "across 0 m"), 1e-12);
    double[] up = chart.getSeriesMap().get("up 0 m").getYData();
    assertArrayEquals(new double[] {0.28, 0.32}, up, 1e-12);
    assertArrayEquals(new double[] {0.4, 0.4}, drawn(chart, "across 1 m"));
    assertTrue(chart.getStyler().getXAxisMin() < 0.09 && chart.getStyler().getYAxisMax() > 0.62);
    assertTrue(Pictures.png(chart).length > 1000);
    assertTrue(Pictures.svg(chart).markup().length() > 1000, "texts are placed in SVG too");
  }

  @Test
  void methodsOfOnePointShareTheirFrontier() {
    XYChart chart =
        empty()
            .point("constrained", one(0.2), one(0.3))
            .point("plain", one(0.02), one(0.01))
            .point("guidance", one(0.15), one(0.5))
            .chart();
    assertArrayEquals(new double[] {0.02, 0.2}, drawn(chart, "frontier"));
    assertTrue(chart.getSeriesMap().get("guidance").getMarker() instanceof RingMarker);
    assertFalse(chart.getSeriesMap().get("constrained").getMarker() instanceof RingMarker);
    assertEquals(Palette.CONSTRAINED, chart.getSeriesMap().get("constrained").getMarkerColor());
  }

  private static IntervalEstimate one(double value) {
    return estimates(0.01, value).get(0);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("0 points", () -> empty().chart());
    refused("name both", () -> FrontierChart.of("t").point("m", one(1), one(1)).chart());
    refused(
        "m has 1 settings, 1 values across and 2 up",
        () -> empty().points("m", List.of("a"), estimates(1, 1), estimates(1, 1, 2)));
    refused("not finite", () -> empty().point("m", one(Double.NaN), one(1)));
    refused("from 2", () -> empty().exact("e", new double[] {1}, new double[] {1}));
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
