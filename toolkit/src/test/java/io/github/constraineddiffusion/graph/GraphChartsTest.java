package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.view.Charts;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class GraphChartsTest {
  private static final GraphResults FILTER = GraphTrainer.of(GraphCases.ring()).runs(4).train();
  private static final GraphResults NETWORK =
      GraphTrainer.of(GraphCases.ring()).model(GraphModel.network(4, 3)).runs(4).train();

  @Test
  void curvesAreTheMeansAndTheAxisFitsTheirEnds() {
    XYChart chart = GraphCharts.convergence(NETWORK, true);
    double[] drawn = chart.getSeriesMap().get("C_XX").getYData();
    assertEquals(501, drawn.length);
    double mean = NETWORK.curve("C_XX", true).get(500).value();
    assertEquals(mean, drawn[500]);
    assertTrue(chart.getStyler().getYAxisMin() < mean && chart.getStyler().getYAxisMax() > mean);
    assertTrue(chart.getStyler().getYAxisMax() < drawn[0], "the start is above");
    assertTrue(chart.getSeriesMap().containsKey("band k-NN"));
  }

  @Test
  void everyRunIsAPoint() {
    XYChart chart = GraphCharts.alignment(NETWORK, true);
    assertEquals(5, chart.getSeriesMap().size());
    var series = chart.getSeriesMap().get("C_XY");
    assertEquals(Math.log10(NETWORK.alignment("C_XY")[3]), series.getXData()[3], 1e-12);
    assertEquals(NETWORK.finalTest("C_XY")[3], series.getYData()[3]);
    double train = FILTER.finalTrain("k-NN")[1];
    XYChart ofTraining = GraphCharts.alignment(FILTER, false);
    assertEquals(train, ofTraining.getSeriesMap().get("k-NN").getYData()[1]);
  }

  @Test
  void oneRunIsALineWithoutABand() {
    for (GraphModel model : List.of(GraphModel.filter(2), GraphModel.network(2, 2))) {
      GraphResults one = GraphTrainer.of(GraphCases.ring()).model(model).runs(1).epochs(30).train();
      XYChart chart = GraphCharts.convergence(one, true);
      double[] drawn = chart.getSeriesMap().get("C_XX").getYData();
      assertArrayEquals(one.testMse("C_XX")[0], drawn);
      assertTrue(chart.getStyler().getYAxisMin() < drawn[30]);
      assertFalse(chart.getSeriesMap().containsKey("band C_XX"));
      assertTrue(Charts.svg(chart).markup().length() > 1000, "it can be drawn");
      assertEquals(
          1, GraphCharts.alignment(one, true).getSeriesMap().get("C_XY").getXData().length);
      GraphCharts.eigenvalues(one, 2);
    }
  }

  /** C_XY and C_XX have nearly the same alignment, and all runs of a filter one. */
  @Test
  void nearAlignmentsHaveTicks() {
    List<GraphShift> all =
        GraphShift.all(GraphCases.ring(), 2, 0).stream()
            .map(s -> s.normalised(ShiftScale.spectral()))
            .toList();
    for (int graphs = 1; graphs <= 2; graphs++) {
      GraphTrainer trainer = GraphTrainer.of(GraphCases.ring()).graphs(all.subList(0, graphs));
      XYChart chart = GraphCharts.alignment(trainer.epochs(1).train(), true);
      assertTrue(chart.getXAxisTitle().endsWith("(log scale)"));
      var shown = chart.getStyler().getxAxisTickLabelsFormattingFunction();
      List<String> labels = new ArrayList<>();
      chart
          .getStyler()
          .setxAxisTickLabelsFormattingFunction(
              value -> {
                labels.add(shown.apply(value));
                return shown.apply(value);
              });
      Charts.svg(chart);
      assertTrue(Set.copyOf(labels).size() >= 3, labels.toString());
      double width = chart.getStyler().getXAxisMax() - chart.getStyler().getXAxisMin();
      assertTrue(width > 0.499, "half a decade or more: " + width);
    }
  }

  @Test
  void eigenvaluesEndWhereTheyAreZero() {
    XYChart chart = GraphCharts.eigenvalues(FILTER, 6);
    assertEquals(3, chart.getSeriesMap().get("C_XY").getXData().length, "one a tap");
    double first = chart.getSeriesMap().get("k-NN").getYData()[0];
    assertEquals(Math.log10(FILTER.eigenvalues("k-NN", 1)[0][0]), first, 1e-12);
    assertEquals(1, chart.getSeriesMap().get("identity").getXData().length, "all taps are equal");
    assertEquals(
        6, GraphCharts.eigenvalues(NETWORK, 6).getSeriesMap().get("C_XY").getYData().length);
  }

  /** Any order, any subset, and a graph of the user's own before the named ones. */
  @Test
  void aGraphHasOneColourInEveryChart() {
    List<GraphShift> five = GraphShift.all(GraphCases.ring(), 2, 0);
    Map<String, Color> expected = colors(five);
    assertEquals(5, Set.copyOf(expected.values()).size(), "all differ");
    for (int first = 0; first < 5; first++) {
      List<GraphShift> some = new ArrayList<>(five);
      Collections.rotate(some, first);
      Collections.reverse(some);
      some = new ArrayList<>(some.subList(0, 1 + first));
      some.add(0, GraphShift.of("my own", five.get(0).matrix()));
      Map<String, Color> colors = colors(some);
      assertEquals(some.size(), Set.copyOf(colors.values()).size(), "all differ");
      colors.remove("my own");
      colors.forEach((name, color) -> assertEquals(expected.get(name), color, name));
    }
  }

  /** The same in all four charts. */
  private static Map<String, Color> colors(List<GraphShift> graphs) {
    List<GraphShift> scaled =
        graphs.stream().map(s -> s.normalised(ShiftScale.spectral())).toList();
    GraphResults results =
        GraphTrainer.of(GraphCases.ring()).graphs(scaled).runs(2).epochs(3).train();
    XYChart lines = GraphCharts.convergence(results, false);
    Map<String, Color> colors = new HashMap<>();
    for (String name : results.graphs()) {
      colors.put(name, lines.getSeriesMap().get(name).getLineColor());
      for (XYChart chart :
          List.of(
              GraphCharts.convergence(results, true),
              GraphCharts.eigenvalues(results, 2),
              GraphCharts.alignment(results, true))) {
        XYSeries series = chart.getSeriesMap().get(name);
        Color color =
            chart.getTitle().startsWith("Align") ? series.getMarkerColor() : series.getLineColor();
        assertEquals(colors.get(name).getRGB() & 0xFFFFFF, color.getRGB() & 0xFFFFFF, name);
      }
    }
    return colors;
  }

  @Test
  void nothingToDrawIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Charts.points("t", "x", "y", Map.of()));
    var empty = Map.of("a", new double[0][]);
    assertThrows(IllegalArgumentException.class, () -> Charts.points("t", "x", "y", empty));
    var none = Map.of("a", FILTER.curve("C_XY", true));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Charts.curves("t", "x", "y", new double[] {1, 2}, none));
    assertTrue(e.getMessage().startsWith("a has 501 values for 2 places"), e.getMessage());
  }
}
