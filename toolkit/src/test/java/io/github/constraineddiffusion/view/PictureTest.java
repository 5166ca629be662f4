package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PictureTest {
  private static final RunHistory HISTORY = FakeHistory.of(1500);

  @Test
  void pngHasTwiceTheSizeAndTheChartKeepsIts() throws IOException {
    XYChart chart = Charts.multipliers(HISTORY);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.png(chart)));
    assertEquals(1440, image.getWidth());
    assertEquals(880, image.getHeight());
    assertEquals(720, chart.getWidth());
    assertEquals(440, chart.getHeight());
    assertTrue(count(image, Palette.series(0)) > 200, "the first curve is there");
  }

  @Test
  void svgIsXmlOfTheChartsSize() throws Exception {
    Document svg = parse(Charts.svg(Charts.divergences(HISTORY)).markup());
    assertEquals("0 0 720 440", svg.getDocumentElement().getAttribute("viewBox"));
    Document curves = parse(LiveCurves.of(HISTORY).orElseThrow().markup());
    assertEquals(4, curves.getElementsByTagName("polyline").getLength(), "λ and slack of two");
    Document loss = parse(LiveCurves.of(FakeHistory.of(100)).orElseThrow().markup());
    assertEquals(1, loss.getElementsByTagName("polyline").getLength());
    assertTrue(LiveCurves.of(FakeHistory.of(1)).isEmpty());
  }

  @Test
  void wideChartsShareTheWidthOfAPageWithLettersOfTheSameSize() throws IOException {
    XYChart a = Charts.loss(HISTORY);
    Panels two = Panels.row(a, Charts.divergences(HISTORY)).title("Training");
    assertEquals(1080, two.width());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.png(two)));
    assertEquals(2160, image.getWidth());
    assertEquals(2 * two.height(), image.getHeight());
    assertEquals(720, a.getWidth());
    assertTrue(Panels.grid(1, a, a).height() >= 2 * a.getHeight());
    assertThrows(IllegalArgumentException.class, () -> Panels.row());
  }

  @Test
  void panelsCanShareTheWindowThatHoldsAll() {
    XYChart left = Charts.scatter("a", new double[][] {{0, 0}, {1, 1}});
    XYChart right = Charts.scatter("b", new double[][] {{-3, 0}, {1, 2}});
    Panels.row(left, right).sameAxes();
    assertEquals(left.getStyler().getXAxisMin(), right.getStyler().getXAxisMin());
    assertTrue(left.getStyler().getXAxisMin() < -3 && left.getStyler().getYAxisMax() > 2);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Panels.row(left, Charts.divergences(HISTORY)).sameAxes());
    assertTrue(e.getMessage().contains("Constraint values"), e.getMessage());
  }

  @Test
  void targetsAreDrawnAcrossTheirGroupOnly() {
    CategoryChart chart =
        ShareChart.of("majority", "minority")
            .data(0.9, 0.1)
            .constrained(new double[] {0.7, 0.25}, new double[] {0.02, 0.02})
            .targets(0, 0.3)
            .chart();
    BufferedImage image = new BufferedImage(720, 440, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    chart.paint(g, 720, 440);
    g.dispose();
    int y = (int) Math.round(chart.getScreenYFromChart(0.3));
    int left = 0;
    int right = 0;
    for (int x = 80; x < 700; x++) {
      boolean ink = darkest(image, x, y) < 120;
      left += ink && x < 380 ? 1 : 0;
      right += ink && x >= 400 ? 1 : 0;
    }
    assertTrue(right > 80, "dashes over the minority: " + right);
    assertEquals(0, left, "none over the majority");
  }

  @Test
  void sharesRefuseAWrongNumberOfValues() {
    var chart = ShareChart.of("a", "b");
    var e = assertThrows(IllegalArgumentException.class, () -> chart.data(1.0));
    assertEquals("data has 1 values for 2 classes: give one a class", e.getMessage());
    assertThrows(IllegalArgumentException.class, chart::chart);
  }

  @Test
  void legendWrapsAndLeavesThePlotItsRoom() {
    List<String> names =
        List.of("a constraint with a long name", "another one with a long name", "and a third");
    Measured[] one = new Measured[3];
    for (int i = 0; i < 3; i++) {
      one[i] = new Measured(new double[] {0.1 * (i + 1)}, new double[] {0.2}, new double[] {0.01});
    }
    LineChart chart = (LineChart) Charts.multipliersAgainstExact(names, one);
    assertEquals(2 * 22 + 8, chart.legend().height(chart.getSeriesMap().values(), 480));
    assertEquals(22 + 8, chart.legend().height(chart.getSeriesMap().values(), 1200));
  }

  @Test
  void picturesAreSavedByTheEndOfTheirName(@TempDir Path folder) throws IOException {
    XYChart chart = Charts.loss(HISTORY);
    Path svg = folder.resolve("figures/loss.svg");
    Pictures.save(svg, chart);
    assertTrue(Files.readString(svg).startsWith("<svg"));
    Pictures.save(folder.resolve("loss.png"), chart);
    assertEquals((byte) 'P', Files.readAllBytes(folder.resolve("loss.png"))[1]);
    Path pdf = folder.resolve("loss.pdf");
    var e = assertThrows(IllegalArgumentException.class, () -> Pictures.save(pdf, chart));
    assertTrue(e.getMessage().contains("loss.pdf"));
  }

  private static int darkest(BufferedImage image, int x, int y) {
    int darkest = 255;
    for (int dy = -1; dy <= 1; dy++) {
      Color c = new Color(image.getRGB(x, y + dy));
      // the bars are coloured, the dashes grey
      int spread = Math.abs(c.getRed() - c.getBlue()) + Math.abs(c.getGreen() - c.getBlue());
      darkest = spread < 12 ? Math.min(darkest, c.getRed()) : darkest;
    }
    return darkest;
  }

  private static int count(BufferedImage image, Color color) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
      }
    }
    return count;
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
