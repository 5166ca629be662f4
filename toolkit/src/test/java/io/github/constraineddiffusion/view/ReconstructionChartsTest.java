package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.eval.Fidelity;
import io.github.constraineddiffusion.eval.GaussianImages;
import io.github.constraineddiffusion.eval.ImageSource;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.eval.MemorisationReport;
import io.github.constraineddiffusion.eval.Reconstruction;
import io.github.constraineddiffusion.eval.ReconstructionGap;
import io.github.constraineddiffusion.eval.ShareIntervals;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** A model that knows its images by heart, under the name of plain training, and a good one. */
class ReconstructionChartsTest {
  private static final int[] STEPS = {500, 1000, 2000};
  private static final Session SESSION = Session.open();
  private static final Map<String, ReconstructionGap> GAPS = new LinkedHashMap<>();

  @BeforeAll
  static void measure() {
    var schedule = NoiseSchedule.uniformLogSnr(80, 8, -8);
    Shape shape = new Shape(1, 8, 8);
    ImageSource training = GaussianImages.draw(SESSION, shape, 0, 0.2, 40, 1);
    ImageSource heldOut = GaussianImages.draw(SESSION, shape, 0, 0.2, 60, 2);
    Denoiser known = GaussianImages.byHeart(schedule, training.images(SESSION.manager(), 0, 40));
    Denoiser good = GaussianImages.denoiser(schedule, 0, 0.2);
    GAPS.put("unconstrained", gap(known, schedule, training, heldOut));
    GAPS.put("constrained", gap(good, schedule, training, heldOut));
  }

  private static ReconstructionGap gap(
      Denoiser denoiser, NoiseSchedule schedule, ImageSource training, ImageSource heldOut) {
    return Reconstruction.of(SESSION, denoiser, schedule)
        .levels(8)
        .draws(1)
        .measure(training, heldOut);
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @Test
  void tradeOffIsGrowthOfTheGapAgainstTrainingError() {
    ReconstructionGap good = GAPS.get("constrained");
    ReconstructionGap known = GAPS.get("unconstrained");
    var looks = Map.of("plain", List.of(good, known));
    XYChart chart = ReconstructionCharts.tradeOff(Fidelity.PSNR, looks);
    XYSeries line = chart.getSeriesMap().get("plain");
    double[] x = {psnr(good), psnr(known)};
    IntervalEstimate grown = known.minus(Fidelity.PSNR, 1, good);
    assertArrayEquals(x, line.getXData());
    assertArrayEquals(new double[] {0, grown.value()}, line.getYData());
    double[] interval = chart.getSeriesMap().get("look 1 of plain").getYData();
    assertEquals(grown.upper(), interval[1]);
    assertTrue(chart.getStyler().getYAxisMax() > interval[1], "the interval fits");
    Executable empty = () -> ReconstructionCharts.tradeOff(Fidelity.MSE, Map.of("a", List.of()));
    assertThrows(IllegalArgumentException.class, empty);
  }

  private static double psnr(ReconstructionGap gap) {
    return gap.training().averaged(Fidelity.PSNR).value();
  }

  @Test
  void curvesLieInTheirIntervals() {
    ReconstructionGap gap = GAPS.get("unconstrained");
    XYChart chart = ReconstructionCharts.curves(Fidelity.PSNR, gap);
    List<IntervalEstimate> psnr = gap.training().levels(Fidelity.PSNR);
    XYSeries line = chart.getSeriesMap().get("training images");
    double[] band = chart.getSeriesMap().get("band training images").getYData();
    assertArrayEquals(gap.training().logSnr(), line.getXData());
    assertEquals(psnr.get(3).value(), line.getYData()[3]);
    assertEquals(psnr.get(3).upper(), band[3]);
    assertEquals(psnr.get(3).lower(), band[15 - 3]);
    assertEquals("PSNR, dB", chart.getYAxisTitle());
  }

  @Test
  void squaredErrorsAreDrawnAsPowers() {
    ReconstructionGap gap = GAPS.get("unconstrained");
    XYChart chart = ReconstructionCharts.curves(Fidelity.MSE, gap);
    double value = gap.heldOut().levels(Fidelity.MSE).get(5).value();
    double drawn = chart.getSeriesMap().get("held-out images").getYData()[5];
    assertEquals(Math.log10(value), drawn, 1e-12);
    assertEquals("0.01", chart.getStyler().getyAxisTickLabelsFormattingFunction().apply(-2.0));
    XYChart both = ReconstructionCharts.curves(Fidelity.MSE, GAPS);
    assertEquals(Strokes.DASHED, both.getSeriesMap().get("training constrained").getLineStyle());
    assertEquals(Palette.CONSTRAINED, both.getSeriesMap().get("constrained").getLineColor());
    refused("0 models", () -> ReconstructionCharts.curves(Fidelity.MSE, Map.of()));
  }

  @Test
  void gapsLieAroundZeroWhereNothingIsOverfitted() {
    XYChart chart = ReconstructionCharts.gaps(Fidelity.SSIM, GAPS);
    double[] known = chart.getSeriesMap().get("unconstrained").getYData();
    double[] good = chart.getSeriesMap().get("constrained").getYData();
    assertTrue(known[1] > 5 * Math.abs(good[1]));
    assertEquals("gap in SSIM", chart.getYAxisTitle());
  }

  @Test
  void gapsOverTraining() {
    ReconstructionGap known = GAPS.get("unconstrained");
    ReconstructionGap good = GAPS.get("constrained");
    Map<String, List<ReconstructionGap>> gaps = new LinkedHashMap<>();
    gaps.put("plain", List.of(good, known, known));
    gaps.put("constrained", List.of(good, good, good));
    XYChart chart = ReconstructionCharts.overTraining(Fidelity.MSE, STEPS, gaps);
    double[] plain = chart.getSeriesMap().get("plain").getYData();
    assertEquals(known.averaged(Fidelity.MSE).value(), plain[2]);
    assertEquals("gap in mean squared error, pixels in [−1, 1]", chart.getYAxisTitle());
    XYChart relative = ReconstructionCharts.relativeOverTraining(STEPS, gaps);
    assertEquals(known.relative().value(), relative.getSeriesMap().get("plain").getYData()[1]);
    int[] two = {500, 1000};
    refused("3 values for 2", () -> ReconstructionCharts.relativeOverTraining(two, gaps));
    int[] falling = {500, 400, 1000};
    refused("steps rising", () -> ReconstructionCharts.relativeOverTraining(falling, gaps));
  }

  @Test
  void memorisedPartsStandBesideWhatIsExpected() {
    Map<String, List<MemorisationReport>> reports = new LinkedHashMap<>();
    reports.put("plain", List.of(report(1), report(9), report(30)));
    reports.put("constrained", List.of(report(0), report(1), report(2)));
    XYChart chart = ReconstructionCharts.memorised(STEPS, reports);
    assertArrayEquals(
        new double[] {0.01, 0.09, 0.3}, chart.getSeriesMap().get("plain").getYData(), 1e-12);
    assertEquals(0.02, chart.getSeriesMap().get("level expected without memorisation").getYMax());
    assertEquals(0, chart.getStyler().getYAxisMin());
  }

  private static MemorisationReport report(int memorised) {
    double[] distance = DoubleStream.iterate(0, d -> d + 1).limit(100).toArray();
    return new MemorisationReport("pixels", new int[100], distance, memorised - 0.5, 0.02, 500);
  }

  private static void refused(String expected, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void sharesOverTrainingShowWhatWasAskedFor() {
    var before = ShareIntervals.wilson(90, 10).of(1);
    var after = ShareIntervals.wilson(81, 19).of(1);
    Map<String, List<IntervalEstimate>> shares = Map.of("constrained", List.of(before, after));
    XYChart chart = ImageCharts.sharesOverTraining("Share of the 9", new int[] {5, 9}, shares, 0.2);
    assertArrayEquals(new double[] {0.1, 0.19}, values(chart, "constrained"), 1e-12);
    assertArrayEquals(new double[] {0.2, 0.2}, values(chart, "level asked for"), 1e-12);
    assertTrue(before.lower() < 0.1 && before.upper() > 0.1);
    assertEquals(0.03, before.standardError(), 0.003);
    XYChart free =
        ImageCharts.sharesOverTraining("Share of the 9", new int[] {5, 9}, shares, Double.NaN);
    assertTrue(free.getSeriesMap().keySet().stream().noneMatch(name -> name.startsWith("level")));
    assertThrows(IllegalArgumentException.class, () -> ShareIntervals.wilson(1, 2).of(2));
  }

  private static double[] values(XYChart chart, String series) {
    return chart.getSeriesMap().get(series).getYData();
  }
}
