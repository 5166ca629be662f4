package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Composition of Gaussians of variance 0.025 on a circle of radius 2, of which all is known. */
class CompositionChartsTest {
  private static final List<String> NAMES = List.of("model 0", "model 6", "model 7");
  private static final double[][] MEANS = {{2, 0}, {-2, 0}, {-Math.sqrt(3), -1}};
  private static final double[] EXACT = {0.5, 0.5, 0};
  private static final double[] EQUAL = {1 / 3.0, 1 / 3.0, 1 / 3.0};
  private static final List<double[]> PATH =
      List.of(EQUAL, new double[] {0.45, 0.35, 0.2}, new double[] {0.5, 0.45, 0.05});

  /** D(λ) = Σ λᵢ·KLᵢ(p_λ) = (Σ λᵢ|μᵢ|² − |Σ λᵢμᵢ|²)/(2v). */
  private static double dual(double[] lambda) {
    double[] kl = kl(lambda);
    double sum = 0;
    for (int i = 0; i < lambda.length; i++) {
      sum += lambda[i] * kl[i];
    }
    return sum;
  }

  private static double[] kl(double[] lambda) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < lambda.length; i++) {
      x += lambda[i] * MEANS[i][0];
      y += lambda[i] * MEANS[i][1];
    }
    double[] kl = new double[lambda.length];
    for (int i = 0; i < kl.length; i++) {
      kl[i] = (Math.pow(x - MEANS[i][0], 2) + Math.pow(y - MEANS[i][1], 2)) / 0.05;
    }
    return kl;
  }

  private static RunHistory history() {
    return FakeHistory.composed(
        NAMES, PATH, PATH.stream().map(CompositionChartsTest::kl).toList(), 3);
  }

  @Test
  void contoursOfTheTriangleAreLevelsOfTheDualFunction() {
    XYChart chart = CompositionCharts.simplex(NAMES, CompositionChartsTest::dual, PATH, EXACT);
    int checked = 0;
    for (XYSeries series : chart.getSeriesMap().values()) {
      if (series.getName().startsWith("contour")) {
        double level = Double.parseDouble(series.getName().split(" ")[1]);
        for (int i = 0; i < series.getXData().length; i++) {
          double top = series.getYData()[i] / Ternary.HEIGHT;
          double right = series.getXData()[i] - top / 2;
          assertEquals(level, dual(new double[] {top, 1 - top - right, right}), 0.05);
          checked++;
        }
      }
    }
    assertTrue(checked > 500, "points on contours: " + checked);
    assertEquals(List.of("path of λ", "start", "exact λ*"), named(chart));
    assertArrayEquals(Ternary.place(EQUAL), at(chart, "start"), 1e-12);
    assertArrayEquals(new double[] {0.25, Ternary.HEIGHT / 2}, at(chart, "exact λ*"), 1e-12);
    assertEquals(3, chart.getSeriesMap().get("path of λ").getXData().length);
  }

  @Test
  void quadraticTrianglesAreExactForQuadraticFunctions() {
    TernaryField field = new TernaryField(CompositionChartsTest::dual);
    var random = new SplittableRandom(4);
    for (int k = 0; k < 200; k++) {
      double a = random.nextDouble();
      double b = random.nextDouble() * (1 - a);
      assertEquals(dual(new double[] {a, b, 1 - a - b}), field.at(a, b), 1e-9);
    }
    assertEquals(dual(new double[] {-0.01, 0.5, 0.51}), field.at(-0.01, 0.5), 1e-9);
    assertEquals(0, field.low(), 1e-9);
    assertEquals(80, field.high(), 1e-9);
  }

  @Test
  void theTriangleIsPaintedWithItsMarks() throws IOException {
    XYChart chart = CompositionCharts.simplex(NAMES, CompositionChartsTest::dual, List.of(), EXACT);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pictures.png(chart)));
    assertEquals(2 * chart.getWidth(), image.getWidth());
    assertTrue(count(image, Palette.INK) > 300, "the star and the letters");
    assertEquals(0, count(image, Palette.series(1)), "no path was given");
    XYChart walked = CompositionCharts.simplex(NAMES, CompositionChartsTest::dual, PATH, null);
    assertFalse(walked.getSeriesMap().containsKey("exact λ*"));
    image = ImageIO.read(new ByteArrayInputStream(Pictures.png(walked)));
    assertTrue(count(image, Palette.series(1)) > 300, "the path");
    assertTrue(Charts.svg(walked).markup().contains("<image"), "shades in the SVG");
  }

  @Test
  void twoModelsAreACurveWithThePathOnIt() {
    List<double[]> path = List.of(new double[] {0.9, 0.1}, new double[] {0.6, 0.4});
    XYChart chart =
        CompositionCharts.simplex(
            NAMES.subList(0, 2), CompositionChartsTest::dual, path, new double[] {0.5, 0.5});
    XYSeries points = chart.getSeriesMap().get("path of λ");
    assertArrayEquals(new double[] {0.9, 0.6}, points.getXData());
    assertEquals(dual(path.get(1)), points.getYData()[1]);
    assertArrayEquals(new double[] {0.5, 80}, at(chart, "exact λ*"), 1e-9);
    assertEquals(201, chart.getSeriesMap().get("D(λ)").getXData().length);
  }

  @Test
  void divergencesLieInTwoStandardErrorsBesideEqualWeightsAndTheOptimum() {
    XYChart chart = CompositionCharts.divergences(history(), kl(EQUAL), 80);
    for (int i = 0; i < 3; i++) {
      XYSeries line = chart.getSeriesMap().get(NAMES.get(i));
      double[] band = chart.getSeriesMap().get("band " + i).getYData();
      assertArrayEquals(new double[] {1, 2, 3}, line.getXData(), "updates, not steps");
      assertEquals(kl(PATH.get(1))[i], line.getYData()[1], 1e-9);
      assertEquals(line.getYData()[2] + 6, band[2], 1e-9);
      assertEquals(line.getYData()[2] - 6, band[3], 1e-9);
      assertEquals(kl(EQUAL)[i], chart.getSeriesMap().get("equal " + i).getYMax(), 1e-9);
    }
    assertEquals(80, chart.getSeriesMap().get("exact u*").getYMax());
    assertEquals("dual update", chart.getXAxisTitle());
    XYChart bare = CompositionCharts.divergences(history(), null, Double.NaN);
    assertFalse(bare.getSeriesMap().containsKey("equal 0"));
    assertFalse(bare.getSeriesMap().containsKey("exact u*"));
    XYChart same = CompositionCharts.divergences(history(), new double[] {80, 80, 80}, 80);
    assertFalse(same.getSeriesMap().containsKey("exact u*"), "one line, named as both");
    refused("give 3", () -> CompositionCharts.divergences(history(), new double[2], 80));
  }

  @Test
  void exactWeightsThatCoincideCanBothBeSeen() {
    XYChart chart = CompositionCharts.weights(history(), EXACT);
    XYSeries first = chart.getSeriesMap().get("exact 0");
    XYSeries second = chart.getSeriesMap().get("exact 1");
    assertEquals(Palette.series(1), second.getLineColor());
    float period = first.getLineStyle().getDashArray()[0] + first.getLineStyle().getDashArray()[1];
    float apart = second.getLineStyle().getDashPhase() - first.getLineStyle().getDashPhase();
    assertEquals(period / 2, Math.abs(apart), 1e-6, "the dashes take turns");
    XYChart equal = CompositionCharts.weights(history(), EQUAL);
    assertEquals(Palette.INK, equal.getSeriesMap().get("exact 2").getLineColor());
    assertEquals(List.of("model 0", "model 6", "model 7"), named(chart));
    refused("for 3 models", () -> CompositionCharts.weights(history(), new double[] {1}));
    refused("0 dual updates", () -> CompositionCharts.weights(new RunHistory(NAMES), null));
  }

  @Test
  void acceptanceHasItsAimAsABand() {
    List<double[]> levels = List.of(new double[] {-4, 0, 4}, new double[] {-4, 4});
    List<double[]> shares = List.of(new double[] {0.6, 0.5, 0.7}, new double[] {0.9, 0.3});
    List<String> names = List.of("MALA", "HMC");
    XYChart chart = CompositionCharts.acceptance(names, levels, shares, 0.5, 0.7);
    XYSeries band = chart.getSeriesMap().get("aim");
    assertEquals(0.5, band.getYMin());
    assertEquals(0.7, band.getYMax());
    assertTrue(band.getXMin() < -4 && band.getXMax() > 4);
    assertEquals(names, named(chart));
    refused("0.7 to 0.5", () -> CompositionCharts.acceptance(names, levels, shares, 0.7, 0.5));
    refused("2 names", () -> CompositionCharts.acceptance(names, levels, List.of(), 0.5, 0.7));
    List<double[]> none = List.of(new double[] {0.6, 0.5, Double.NaN}, shares.get(1));
    refused("MALA", () -> CompositionCharts.acceptance(names, levels, none, 0.5, 0.7));
  }

  @Test
  void aFilmStripHasOneWindowAndWraps() {
    List<String> captions = new ArrayList<>();
    List<double[][]> points = new ArrayList<>();
    for (int k = 0; k < 7; k++) {
      captions.add("t = " + (6 - k));
      points.add(new double[][] {{0, 0}, {k, 1}});
    }
    GaussianMixture q = GaussianMixture.isotropic(0.2, new double[][] {{1, 1}});
    Panels strip = CompositionCharts.filmstrip(captions, points, null);
    assertEquals(7, strip.charts().size());
    assertTrue(strip.width() <= 1080 && strip.height() > strip.charts().get(0).getHeight());
    LineChart first = (LineChart) strip.charts().get(0);
    LineChart last = (LineChart) strip.charts().get(6);
    assertEquals(last.getStyler().getXAxisMax(), first.getStyler().getXAxisMax());
    double width = last.getStyler().getXAxisMax() - last.getStyler().getXAxisMin();
    assertTrue(width > 6, "the last panel fits");
    assertEquals(width, last.getStyler().getYAxisMax() - last.getStyler().getYAxisMin(), 1e-9);
    Panels contours =
        CompositionCharts.filmstrip(
            captions.subList(0, 1), points.subList(6, 7), List.of(q::density));
    assertTrue(((LineChart) contours.charts().get(0)).getSeriesMap().containsKey("contour 0"));
    refused("7 captions", () -> CompositionCharts.filmstrip(captions, points.subList(1, 3), null));
  }

  @Test
  void simplexesRefuseWhatIsNoWeight() {
    List<String> four = List.of("a", "b", "c", "d");
    refused("4 models", () -> CompositionCharts.simplex(four, l -> 0, List.of(), null));
    List<double[]> off = List.of(new double[] {0.5, 0.2, 0.2});
    refused("sum to 1", () -> CompositionCharts.simplex(NAMES, l -> 0, off, null));
    double[] negative = {1.2, -0.2, 0};
    refused("the optimum", () -> CompositionCharts.simplex(NAMES, l -> 0, List.of(), negative));
    refused("NaN", () -> CompositionCharts.simplex(NAMES, l -> Double.NaN, List.of(), null));
    assertEquals(
        List.of(), named(CompositionCharts.simplex(NAMES, l -> 7, List.of(), null)), "flat");
  }

  private static void refused(String expected, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static List<String> named(XYChart chart) {
    return chart.getSeriesMap().values().stream()
        .filter(XYSeries::isShowInLegend)
        .map(XYSeries::getName)
        .toList();
  }

  private static double[] at(XYChart chart, String name) {
    XYSeries series = chart.getSeriesMap().get(name);
    return new double[] {series.getXData()[0], series.getYData()[0]};
  }

  private static long count(BufferedImage image, Color color) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(p -> (p & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF)).count();
  }
}
