package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.view.Charts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

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
  void eigenvaluesEndWhereTheyAreZero() {
    XYChart chart = GraphCharts.eigenvalues(FILTER, 6);
    assertEquals(3, chart.getSeriesMap().get("C_XY").getXData().length, "one a tap");
    double first = chart.getSeriesMap().get("k-NN").getYData()[0];
    assertEquals(Math.log10(FILTER.eigenvalues("k-NN", 1)[0][0]), first, 1e-12);
    assertEquals(1, chart.getSeriesMap().get("identity").getXData().length, "all taps are equal");
    assertEquals(
        6, GraphCharts.eigenvalues(NETWORK, 6).getSeriesMap().get("C_XY").getYData().length);
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
