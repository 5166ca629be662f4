package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;

class CurveChartTest {
  private static final double[] AT = {0.01, 0.1, 1};
  private static final IntervalEstimate TENTH = new IntervalEstimate(0.1, 0.04, 0.02, 0.18, 9);
  private static final IntervalEstimate LOW = new IntervalEstimate(0.05, 0.1, -0.15, 0.25, 9);
  private static final IntervalEstimate UNKNOWN =
      new IntervalEstimate(0.4, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1);

  private static CurveChart chart() {
    return CurveChart.of("title", "dual step", "error, nats");
  }

  private static double[] y(XYChart chart, String series) {
    return chart.getSeriesMap().get(series).getYData();
  }

  @Test
  void curvesLieInTheirBandsBesideExactValuesAndLevels() {
    XYChart chart =
        chart()
            .curve("λ", AT, List.of(TENTH, LOW, UNKNOWN))
            .line("exact λ*", AT, 0.1, 0.2, 0.3)
            .level("aim", 0.6)
            .chart();
    assertArrayEquals(new double[] {0.1, 0.05, 0.4}, y(chart, "λ"));
    assertArrayEquals(
        new double[] {0.18, 0.25, 0.4, 0.4, -0.15, 0.02},
        y(chart, "band λ"),
        "no band where nothing is known");
    assertArrayEquals(new double[] {0.6, 0.6}, y(chart, "level aim"));
    assertArrayEquals(new double[] {0.01, 1}, chart.getSeriesMap().get("level aim").getXData());
    assertEquals(Strokes.DASHED, chart.getSeriesMap().get("exact λ*").getLineStyle());
    assertTrue(chart.getStyler().getYAxisMax() > 0.6 && chart.getStyler().getYAxisMin() < -0.15);
  }

  @Test
  void logarithmicAxesHoldExponentsAndWriteNumbers() {
    XYChart chart =
        chart().logarithmicX().logarithmicY().curve("λ", AT, List.of(TENTH, LOW)).chart();
    assertArrayEquals(new double[] {-2, -1}, chart.getSeriesMap().get("λ").getXData(), 1e-12);
    double[] band = y(chart, "band λ");
    assertEquals(Math.log10(0.005), band[2], 1e-12, "a tenth of the value in place of 0");
    assertEquals(Math.log10(0.02), band[3], 1e-12);
    assertEquals("0.01", chart.getStyler().getxAxisTickLabelsFormattingFunction().apply(-2.0));
    assertEquals("0.1", chart.getStyler().getyAxisTickLabelsFormattingFunction().apply(-1.0));
  }

  @Test
  void namedCurvesKeepTheirColoursWhateverStandsBeforeThem() {
    XYChart chart =
        chart()
            .curve("something", AT, List.of(TENTH, LOW))
            .curve("shuffled", AT, List.of(LOW, TENTH))
            .chart();
    Color own = MethodColors.of(List.of("shuffled")).get("shuffled");
    assertEquals(own, chart.getSeriesMap().get("shuffled").getLineColor());
    assertNotEquals(own, chart.getSeriesMap().get("something").getLineColor());
    assertEquals(
        Palette.translucent(own, 45), chart.getSeriesMap().get("band shuffled").getFillColor());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("0 things", () -> chart().chart());
    double[] swing = {1, 3, 2};
    refused("rising or falling", () -> chart().curve("λ", swing, List.of(TENTH)));
    refused("3 values for 1", () -> chart().curve("λ", new double[] {1}, List.of(LOW, LOW, LOW)));
    refused("2 values for 3", () -> chart().line("λ", AT, 1, 2));
    double[] zero = {0, 1};
    refused("the value 0.0", () -> chart().logarithmicX().curve("λ", zero, List.of(LOW, LOW)));
    refused("the value -1.0", () -> chart().logarithmicY().line("λ", zero, 1, -1));
    CurveChart begun = chart().curve("λ", AT, List.of(TENTH));
    refused("before you add", begun::logarithmicX);
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
