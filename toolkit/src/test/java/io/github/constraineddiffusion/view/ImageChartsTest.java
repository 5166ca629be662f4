package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.eval.MemorisationReport;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.Calibration;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class ImageChartsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Estimate nats(double value) {
    return new Estimate(value, 0.1, 100);
  }

  private static Calibration calibration(double[] known, double... cuts) {
    Estimate[][] nats = new Estimate[known.length][cuts.length];
    for (int i = 0; i < known.length; i++) {
      for (int c = 0; c < cuts.length; c++) {
        nats[i][c] = nats(known[i] + 0.2 * Math.min(9, cuts[c]));
      }
    }
    return new Calibration(cuts, nats, known, 1);
  }

  @Test
  void calibrationShowsNatsOverRisingCutsWithIntervalsAndTheCutTaken() {
    Calibration calibration = calibration(new double[] {4.6, 4.4}, 2, 0, -3);
    XYChart chart = ImageCharts.calibration(calibration, List.of("digit 4", "digit 5"));
    XYSeries curve = chart.getSeriesMap().get("digit 5");
    assertArrayEquals(new double[] {-3, 0, 2}, curve.getXData());
    assertArrayEquals(new double[] {3.8, 4.4, 4.8}, curve.getYData(), 1e-12);
    assertArrayEquals(new double[] {0.196, 0.196, 0.196}, curve.getExtraValues(), 1e-12);
    assertArrayEquals(new double[] {0, 0}, chart.getSeriesMap().get("cut").getXData());
    assertEquals(4.4, chart.getSeriesMap().get("known 1").getYMax());
    assertTrue(chart.getStyler().getXAxisMax() > 2 && chart.getStyler().getXAxisMin() < -3);
    assertTrue(chart.getStyler().getYAxisMax() > 5.19, "the highest limit is inside");
  }

  @Test
  void allLevelsStandApartFromTheCuts() {
    Calibration calibration = calibration(new double[] {4.6, 4.6}, INFINITY, 1, 0);
    XYChart chart = ImageCharts.calibration(calibration, List.of("a", "b"));
    assertArrayEquals(new double[] {0, 1}, chart.getSeriesMap().get("a").getXData());
    assertArrayEquals(new double[] {2}, chart.getSeriesMap().get("all 1").getXData());
    assertFalse(chart.getSeriesMap().containsKey("known 1"), "one line for equal shares");
    assertTrue(Pictures.png(chart).length > 1000);
    Calibration none = calibration(new double[] {4.6}, INFINITY, INFINITY);
    assertTrue(Pictures.png(ImageCharts.calibration(none, List.of("a"))).length > 1000);
  }

  @Test
  void calibrationWantsANameForEachConstraint() {
    Calibration calibration = calibration(new double[] {4.6, 4.4}, 2, 0);
    refused("1 names for 2 constraints", () -> ImageCharts.calibration(calibration, List.of("a")));
  }

  @Test
  void barsAreAsLongAsTheirCosts() throws IOException {
    List<String> names = List.of("constrained", "a baseline with a long name");
    XYChart chart = ImageCharts.costs("Cost", "seconds", names, 10, 40);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.png(chart)));
    int upper = longest(image, chart.getSeriesMap().get(names.get(0)).getFillColor().getRGB());
    int lower = longest(image, chart.getSeriesMap().get(names.get(1)).getFillColor().getRGB());
    assertEquals(4, (double) lower / upper, 0.05);
    assertTrue(lower > 500, "most of the width is theirs");
    assertEquals(720, chart.getWidth());
  }

  private static int longest(BufferedImage image, int rgb) {
    return IntStream.range(0, image.getHeight())
        .map(
            y ->
                (int)
                    IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) == rgb)
                        .count())
        .max()
        .orElse(0);
  }

  @Test
  void costsThatAreNoneAreRefused() {
    refused("2 names and 1 costs", () -> ImageCharts.costs("c", "s", List.of("a", "b"), 1));
    refused("at least 0", () -> ImageCharts.costs("c", "s", List.of("a"), -1));
    refused("finite", () -> ImageCharts.costs("c", "s", List.of("a"), INFINITY));
    assertEquals(1, ImageCharts.costs("c", "s", List.of("a"), 0).getStyler().getXAxisMax());
  }

  @Test
  void nearestNeighboursStandBelowTheImagesTheyAreNearTo() {
    try (Session session = Session.open()) {
      byte[] pixels = {0, 51, 102, (byte) 153};
      ImageSet training =
          ImageSet.of(session, "t", pixels, 1, 1, 1, new int[4], List.of("only class"));
      NDArray generated = session.manager().create(new float[] {-1, 1, 0.6f});
      MemorisationReport report =
          new MemorisationReport(
              "pixels", new int[] {0, 3, 2}, new double[] {5, 0.125, 1.5}, 1, 0.01, 500);
      ImageGrid strip = ImageCharts.nearest(generated.reshape(3, 1, 1, 1), training, report, 2);
      BufferedImage image = strip.scale(30).image();
      int[] above = greys(image, 15);
      int[] below = greys(image, 15 + 30 + 6 + 8);
      assertArrayEquals(new int[] {255, 204}, above);
      assertArrayEquals(new int[] {153, 102}, below);
    }
  }

  /** The greys in the middle of the two right-most cells of 30 pixels at a height. */
  private static int[] greys(BufferedImage image, int y) {
    int last = image.getWidth() - 10 - 15;
    return IntStream.of(last - 36, last).map(x -> image.getRGB(x, y) & 0xFF).toArray();
  }

  private static void refused(String part, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
