package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.ShareIntervals;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;

/** Class shares of many classes and models; PictureTest looks at targets. */
class ShareChartTest {
  private static final String[] DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new);

  private static double[] all(double value) {
    return IntStream.range(0, 10).mapToDouble(i -> value).toArray();
  }

  @Test
  void intervalsAreDrawnFromTheirLowerToTheirUpperLimit() {
    ShareIntervals shares =
        new ShareIntervals(
            new double[] {0.5, 0}, new double[] {0.45, 0}, new double[] {0.7, 0}, 100);
    CategoryChart chart =
        ShareChart.of("a", "b").bars("model", shares, Color.RED).width(600).chart();
    BufferedImage image = new BufferedImage(600, 440, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    chart.paint(g, 600, 440);
    g.dispose();
    int bar = column(image, chart.getScreenYFromChart(0.2));
    assertTrue(ink(image, bar, chart.getScreenYFromChart(0.69)), "above the bar");
    assertTrue(ink(image, bar, chart.getScreenYFromChart(0.47)), "in the bar");
    assertTrue(!ink(image, bar, chart.getScreenYFromChart(0.42)), "below the lower limit");
    assertTrue(!ink(image, bar, chart.getScreenYFromChart(0.72)), "above the upper limit");
  }

  /** The middle of the red bar at a height. */
  private static int column(BufferedImage image, double y) {
    int[] red =
        IntStream.range(0, image.getWidth())
            .filter(x -> image.getRGB(x, (int) y) == Color.RED.getRGB())
            .toArray();
    assertTrue(red.length > 50, "a wide bar");
    return (red[0] + red[red.length - 1] + 1) / 2;
  }

  private static boolean ink(BufferedImage image, int x, double y) {
    return IntStream.rangeClosed(x - 1, x + 1)
        .mapToObj(at -> new Color(image.getRGB(at, (int) Math.round(y))))
        .anyMatch(c -> c.getRed() < 140);
  }

  @Test
  void manyBarsHaveAWiderChartAndNoColourTwice() {
    ShareChart chart =
        ShareChart.of(DIGITS)
            .data(all(0.1))
            .unconstrained(ShareIntervals.wilson(9, 11, 10, 10, 10, 10, 10, 10, 10, 10))
            .constrained(all(0.1), all(0.01))
            .bars("oversampled", all(0.1), all(0.01))
            .bars("guided", all(0.1), all(0.01))
            .bars("rejection", all(0.1), all(0.01))
            .exact(all(0.1));
    CategoryChart drawn = chart.classAxis("digit").chart();
    assertEquals(900, drawn.getWidth());
    assertEquals("digit", drawn.getXAxisTitle());
    assertEquals(
        7, drawn.getSeriesMap().values().stream().map(s -> s.getFillColor()).distinct().count());
    assertEquals(Palette.UNCONSTRAINED, drawn.getSeriesMap().get("unconstrained").getFillColor());
    assertEquals(720, ShareChart.of(DIGITS).data(all(0.1)).chart().getWidth());
    assertEquals(500, chart.width(500).chart().getWidth());
  }

  @Test
  void someOfTheClassesCanBeShown() {
    double[] shares = {0, 0.1, 0.2, 0.3, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1};
    CategoryChart chart =
        ShareChart.of(DIGITS).data(shares).target(0.1, "4", "5", "7").only("5", "7").chart();
    assertEquals(List.of("5", "7"), List.copyOf(chart.getSeriesMap().get("data").getXData()));
    assertEquals(List.of(0.05, 0.07), List.copyOf(chart.getSeriesMap().get("data").getYData()));
    assertEquals(0.105, chart.getStyler().getYAxisMax(), 1e-12, "the target is the highest");
  }

  @Test
  void methodsKeepTheirColoursBetweenCharts() {
    var shares =
        ShareChart.of("a")
            .constrained(new double[] {1}, new double[] {0})
            .bars("oversampled", new double[] {1}, new double[] {0})
            .chart();
    var costs = ImageCharts.costs("c", "s", List.of("constrained", "oversampled"), 1, 2);
    for (String name : List.of("constrained", "oversampled")) {
      assertEquals(
          shares.getSeriesMap().get(name).getFillColor(),
          costs.getSeriesMap().get(name).getFillColor());
    }
    assertNotEquals(
        MethodColors.next("constrained", List.of(Palette.CONSTRAINED)), Palette.CONSTRAINED);
  }

  @Test
  void whatIsNoShareOrNoClassIsRefused() {
    ShareChart chart = ShareChart.of("a", "b");
    refused("data has the value 1.2", () -> chart.data(0.5, 1.2));
    refused("data has the value NaN", () -> chart.data(0.5, Double.NaN));
    refused("no class “4” among [a, b]", () -> chart.target(0.1, "4"));
    refused("no class “c”", () -> chart.only("c"));
    refused("width is 20", () -> chart.width(20));
    refused("3 values for 2 classes", () -> chart.constrained(ShareIntervals.wilson(1, 2, 3)));
  }

  private static void refused(String part, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
