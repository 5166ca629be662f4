package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;

class HeatMapTest {
  private static final double[][] VALUES = {{0.1, 0.25, 0.4}, {1, Double.NaN, 12.5}};

  private static HeatMap map() {
    return HeatMap.of("title").columns("dual step", "0.01", "0.1", "1").rows("update", "a", "b");
  }

  private static HeatCell.Part part(XYChart chart, int row, int column) {
    return ((HeatChart) chart).cells()[row][column].parts().get(0);
  }

  @Test
  void cellsHoldTheirNumbersAndDarkenWithThem() {
    XYChart chart = map().values("KL, nats", VALUES);
    assertEquals(List.of("0.1", "0.25", "0.4", "1", "–", "13"), ((HeatChart) chart).texts());
    assertEquals(Palette.ramp(0), part(chart, 0, 0).color());
    assertEquals(Palette.ramp(1), part(chart, 1, 2).color());
    assertEquals(Palette.ramp(0.9 / 12.4), part(chart, 1, 0).color());
    assertEquals("dual step", chart.getXAxisTitle());
  }

  @Test
  void logarithmicScalesAndSharedRanges() {
    XYChart chart = map().logarithmic().values("KL, nats", VALUES);
    assertEquals(Palette.ramp(Math.log(10) / Math.log(125)), part(chart, 1, 0).color());
    double[][] zero = {{0, 1, 2}, {3, 4, 5}};
    refused("lowest value is 0.0", () -> map().logarithmic().values("KL", zero));
    XYChart shared = map().range(0, 25).values("KL, nats", VALUES);
    assertEquals(Palette.ramp(0.5), part(shared, 1, 2).color());
    refused("2.0 to 1.0", () -> map().range(2, 1));
  }

  @Test
  void ticksAreRoundAndLieOnTheScale() {
    assertArrayEquals(
        new double[] {0.2, 0.4, 0.6, 0.8},
        ColorScale.over(new double[] {0.01, 0.97}, false).ticks(),
        1e-12);
    assertArrayEquals(
        new double[] {0.01, 0.1, 1, 10},
        ColorScale.over(new double[] {0.005, 30}, true).ticks(),
        1e-12);
    assertArrayEquals(
        new double[] {0.5, 1, 2, 5}, ColorScale.over(new double[] {0.4, 6}, true).ticks(), 1e-12);
    assertEquals(1, ColorScale.over(new double[] {3, 3}, false).ticks().length);
    assertEquals(0.5, ColorScale.over(new double[] {3, 3}, false).position(3));
  }

  @Test
  void estimatesHaveTheirMarginsBelow() {
    IntervalEstimate a = new IntervalEstimate(0.25, 0.01, 0.23, 0.27, 10);
    IntervalEstimate[][] values = {{a, null, a}, {a, a, a}};
    XYChart chart = map().estimates("share", values);
    assertEquals(List.of("0.25", "± 0.02"), part(chart, 0, 0).lines());
    assertEquals(List.of("–"), part(chart, 0, 1).lines());
  }

  @Test
  void numbersOfManySizesKeepTheirDigits() {
    assertEquals(List.of("16", "0.14", "0.0011"), Digits.together(16.44, 0.1353, 0.00112));
    assertEquals(List.of("12.3", "0.5", "−3.0", "–"), Digits.together(12.34, 0.5, -3, Double.NaN));
    assertEquals(List.of("1234", "20"), Digits.together(1234, 20.2));
  }

  @Test
  void theGroundOfACellIsDividedAsItsRunsAre() throws IOException {
    List<String> all = List.of("converged", "converged", "converged", "converged");
    List<String> some = List.of("diverging", "converged", "converged", "stuck");
    XYChart chart = map().states(List.of(List.of(all, some, List.of()), List.of(all, all, all)));
    HeatCell cell = ((HeatChart) chart).cells()[0][1];
    assertEquals(List.of("2", "1", "1"), cell.parts().stream().map(p -> p.lines().get(0)).toList());
    assertEquals(Palette.EXACT, cell.parts().get(0).color());
    assertEquals(Palette.HIGHLIGHT, cell.parts().get(1).color(), "the known states come first");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.png(chart)));
    assertEquals(2 * chart.getWidth(), image.getWidth());
    int green = count(image, 0x009E73);
    int red = count(image, 0xD55E00);
    // 4.5 cells and a box of the legend, against a quarter of a cell and a box
    assertTrue(green > 12 * red, green + " green and " + red + " red pixels");
  }

  @Test
  void oneRunASettingHasItsStateWritten() {
    String[][] states = {{"converged", "oscillating", null}, {"diverging", "failed", "converged"}};
    XYChart chart = map().states(states);
    assertEquals(List.of("oscillating"), part(chart, 0, 1).lines());
    assertEquals(Palette.UNCONSTRAINED, part(chart, 0, 1).color());
    assertEquals(Palette.GRID, part(chart, 0, 2).color());
  }

  @Test
  void wrongShapesAreRefused() {
    double[][] short2 = {{1, 2, 3}, {1, 2}};
    refused("rows of [3, 2] cells for 2 rows of 3", () -> map().values("v", short2));
    refused("from 1", () -> HeatMap.of("t").values("v", new double[0][]));
    double[][] none = {{Double.NaN, Double.NaN, Double.NaN}, {Double.NaN, Double.NaN, Double.NaN}};
    refused("0 finite values", () -> map().values("v", none));
  }

  private static int count(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
