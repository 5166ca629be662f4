package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A model that knows 64 images by heart, one that knows their distribution, and the mean of both.
 */
class ReconstructionGapTest {
  private static final double DEVIATION = 0.2;
  private static final Shape IMAGE = new Shape(1, 8, 8);

  private final Session session = Session.open();
  private final NoiseSchedule schedule = NoiseSchedule.uniformLogSnr(80, 8, -8);
  private ImageSource training;
  private ImageSource heldOut;
  private Denoiser byHeart;
  private Denoiser general;

  @BeforeEach
  void draw() {
    training = GaussianImages.draw(session, IMAGE, 0, DEVIATION, 64, 1);
    heldOut = GaussianImages.draw(session, IMAGE, 0, DEVIATION, 200, 2);
    byHeart = GaussianImages.byHeart(schedule, training.images(session.manager(), 0, 64));
    general = GaussianImages.denoiser(schedule, 0, DEVIATION);
  }

  @AfterEach
  void close() {
    session.close();
  }

  private ReconstructionGap gap(Denoiser denoiser) {
    return Reconstruction.of(session, denoiser, schedule)
        .levels(8)
        .draws(2)
        .measure(training, heldOut);
  }

  @Test
  void whatIsKnownByHeartHasAGap() {
    ReconstructionGap gap = gap(byHeart);
    for (Fidelity measure : Fidelity.values()) {
      assertTrue(gap.averaged(measure).lower() > 0, measure + " " + gap.averaged(measure));
    }
    // at the cleaner levels the image is found again: nothing of the held-out error is left
    assertTrue(gap.relativeLevels().get(0).lower() > 0.99);
    assertTrue(gap.relative().lower() > 0.4, gap.toString());
    // a held-out image becomes the nearest training image, which for 64 of 64 pixels is s² away
    assertTrue(gap.levels(Fidelity.MSE).get(0).lower() > DEVIATION * DEVIATION);
    // where nothing is left of the image, nothing can be known by heart
    IntervalEstimate last = gap.levels(Fidelity.MSE).get(7);
    assertTrue(Math.abs(last.value()) < 0.1 * gap.averaged(Fidelity.MSE).value());
  }

  /** 99.9 % intervals, in effect: at most 1.7 times the half width of 95 %. */
  @Test
  void whatIsGeneralHasNone() {
    ReconstructionGap gap = gap(general);
    for (Fidelity measure : Fidelity.values()) {
      IntervalEstimate averaged = gap.averaged(measure);
      assertTrue(Math.abs(averaged.value()) < 1.7 * averaged.margin95(), measure + " " + averaged);
    }
    assertTrue(Math.abs(gap.relative().value()) < 1.7 * gap.relative().margin95());
    assertTrue(gap.relative().margin95() < 0.05, gap.toString());
    IntervalEstimate level = gap.levels(Fidelity.MSE).get(4);
    double errors =
        Math.hypot(
            gap.training().levels(Fidelity.MSE).get(4).standardError(),
            gap.heldOut().levels(Fidelity.MSE).get(4).standardError());
    assertEquals(errors, level.standardError(), 1e-12);
  }

  /** Nearer to the general model than to the other, so its gap is less than half. */
  @Test
  void gapsOfTwoModelsAreComparedImageByImage() {
    Denoiser mixed = (x, t) -> general.noise(x, t).mul(0.7).add(byHeart.noise(x, t).mul(0.3));
    ReconstructionGap large = gap(byHeart);
    ReconstructionGap small = gap(mixed);
    IntervalEstimate less = small.minus(Fidelity.MSE, 0.5, large);
    assertTrue(less.upper() < 0, "at most half: " + less);
    assertEquals(0, small.minus(Fidelity.MSE, 1, small).standardError(), 1e-15);
    IntervalEstimate ratio = small.ratioTo(Fidelity.MSE, large);
    double exact = small.averaged(Fidelity.MSE).value() / large.averaged(Fidelity.MSE).value();
    assertEquals(exact, ratio.value(), 1e-12);
    assertTrue(ratio.lower() > 0 && ratio.upper() < 0.5, ratio.toString());
    IntervalEstimate unknown = large.ratioTo(Fidelity.MSE, gap(general));
    assertEquals(Double.POSITIVE_INFINITY, unknown.upper());
    ReconstructionTest.refused(
        "one setting", () -> small.training().gapTo(reseeded().measure(heldOut)));
    ReconstructionTest.refused("hold others out", () -> large.training().gapTo(small.training()));
  }

  /** At a look's own value the gap is that look's; half-way between two it is their mean. */
  @ParameterizedTest
  @EnumSource
  void findsTheGapAtATrainingError(Fidelity measure) {
    List<ReconstructionGap> looks =
        Stream.of(0.0, 0.25, 0.5).map(part -> gap(blend(part))).toList();
    double[] trained = looks.stream().mapToDouble(g -> trained(measure, g)).toArray();
    assertEquals(
        looks.get(1).averaged(measure).value(),
        at(measure, looks, trained[1]).averaged(measure).value(),
        1e-12);
    double middle = (trained[1] + trained[2]) / 2;
    ReconstructionGap between = at(measure, looks, middle);
    assertEquals(middle, trained(measure, between), 1e-12);
    double[] gaps = looks.stream().mapToDouble(g -> g.averaged(measure).value()).toArray();
    assertEquals((gaps[1] + gaps[2]) / 2, between.averaged(measure).value(), 1e-12);
    double never = trained[2] + 2 * (trained[2] - trained[0]);
    assertTrue(ReconstructionGap.atTraining(measure, looks, never).isEmpty(), "never so good");
    IntervalEstimate growth = between.growthRatio(measure, looks.get(2), looks.get(0));
    assertEquals(((gaps[1] + gaps[2]) / 2 - gaps[0]) / (gaps[2] - gaps[0]), growth.value(), 1e-9);
    assertTrue(growth.margin95() < 0.2, growth.toString());
    IntervalEstimate same = looks.get(2).growthRatio(measure, looks.get(2), looks.get(0));
    assertEquals(0, same.standardError(), 1e-9);
    IntervalEstimate still = looks.get(0).growthRatio(measure, looks.get(2), looks.get(0));
    assertEquals(0, still.value(), 1e-12);
    assertEquals(0, still.standardError(), 1e-12);
    List<ReconstructionGap> ends = List.of(looks.get(0), looks.get(2));
    ReconstructionGap half = at(measure, ends, (trained[0] + trained[2]) / 2);
    IntervalEstimate halfway = half.growthRatio(measure, looks.get(2), looks.get(0));
    assertEquals(0.5, halfway.value(), 1e-9);
    assertEquals(0, halfway.standardError(), 1e-9, "image by image on the line");
    IntervalEstimate none = looks.get(2).growthRatio(measure, looks.get(0), looks.get(0));
    assertTrue(none.upper() == Double.POSITIVE_INFINITY, none.toString());
  }

  private static double trained(Fidelity measure, ReconstructionGap gap) {
    return gap.training().averaged(measure).value();
  }

  private static ReconstructionGap at(
      Fidelity measure, List<ReconstructionGap> looks, double value) {
    return ReconstructionGap.atTraining(measure, looks, value).orElseThrow();
  }

  private Denoiser blend(double part) {
    return (x, t) -> general.noise(x, t).mul(1 - part).add(byHeart.noise(x, t).mul(part));
  }

  private Reconstruction reseeded() {
    return Reconstruction.of(session, general, schedule).levels(8).draws(2).seed(3);
  }

  /** In 400 draws of two sets the 95 % interval holds zero about as often as it says. */
  @Test
  void intervalsHoldWhatTheySay() {
    int held = 0;
    for (int k = 0; k < 400; k++) {
      double[] first = GoldenNumbers.uniform(5000 + 2 * k, 12);
      double[] second = GoldenNumbers.uniform(5001 + 2 * k, 40);
      double value = mean(second) - mean(first);
      IntervalEstimate estimate = IntervalEstimate.welch(value, first, second);
      held += estimate.lower() <= 0 && estimate.upper() >= 0 ? 1 : 0;
    }
    assertEquals(0.95, held / 400.0, 0.035);
  }

  private static double mean(double[] y) {
    double sum = 0;
    for (double v : y) {
      sum += v;
    }
    return sum / y.length;
  }
}
