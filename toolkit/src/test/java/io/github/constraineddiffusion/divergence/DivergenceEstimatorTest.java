package io.github.constraineddiffusion.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DivergenceEstimatorTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(100, 8, -8);
  private static final GaussianMixture DATA =
      GaussianMixture.isotropic(
          0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.6, 0.2, 0.2);

  /** Disjoint classes: KL = −log w, here log 5 = 1.6094 (papers, section 1, disjoint supports). */
  @Test
  void givesMinusLogShareForDisjointClasses() {
    try (Session session = Session.open().seed(1);
        NDManager scope = session.scope()) {
      List<GaussianMixture> sources = List.of(DATA.only(1), DATA.only(2));
      List<Estimate> kl =
          estimator(session)
              .kl(
                  scope,
                  session.random(1),
                  sources,
                  exact(session, sources),
                  exact(session, DATA),
                  60_000);
      for (Estimate estimate : kl) {
        assertEquals(Math.log(5), estimate.value(), 4 * estimate.standardError() + 0.003);
        assertTrue(estimate.standardError() < 0.03, estimate.toString());
      }
    }
  }

  /** N(0, 0.5) against N(0.7, 0.3): KL = 0.8946 nats in closed form (papers, section 2). */
  @Test
  void agreesWithTheClosedFormOfTwoGaussians() {
    GaussianMixture p = GaussianMixture.isotropic(0.5, new double[][] {{0}}, 1);
    GaussianMixture q = GaussianMixture.isotropic(0.3, new double[][] {{0.7}}, 1);
    double expected = 0.5 * (0.5 / 0.3 + 0.49 / 0.3 - 1 + Math.log(0.3 / 0.5));
    assertEquals(0.8946, expected, 1e-4);
    NoiseSchedule fine = NoiseSchedule.uniformLogSnr(400, 16, -16);
    try (Session session = Session.open().seed(2);
        NDManager scope = session.scope()) {
      Estimate kl =
          new DivergenceEstimator(new ForwardProcess(session.manager(), fine))
              .kl(
                  scope,
                  session.random(1),
                  List.of(p),
                  List.of(GaussianMixtureDenoiser.of(session, p, fine)),
                  GaussianMixtureDenoiser.of(session, q, fine),
                  60_000)
              .get(0);
      assertEquals(expected, kl.value(), 4 * kl.standardError() + 0.002);
    }
  }

  /** 200 repeated measurements: unbiased, and the stated error is the spread that is seen. */
  @Test
  void statesItsErrorHonestlyAndLearnsWhereToLook() {
    try (Session session = Session.open().seed(3);
        NDManager scope = session.scope()) {
      List<GaussianMixture> sources = List.of(DATA.only(1));
      List<Denoiser> references = exact(session, sources);
      Denoiser model = exact(session, DATA);
      DivergenceEstimator estimator = estimator(session);
      double[] blind = new double[200];
      double[] informed = new double[200];
      double stated = 0;
      LevelMoments moments = LevelMoments.unknown();
      for (int k = 0; k < 200; k++) {
        blind[k] =
            estimator
                .kl(
                    scope,
                    session.random(1, k),
                    sources,
                    references,
                    model,
                    100,
                    LevelMoments.unknown())
                .estimates()
                .get(0)
                .value();
        KlMeasurement one =
            estimator.kl(scope, session.random(2, k), sources, references, model, 100, moments);
        moments = one.moments();
        informed[k] = one.estimates().get(0).value();
        stated += one.estimates().get(0).standardError() / 200;
      }
      assertEquals(Math.log(5), mean(informed), 4 * deviation(informed) / Math.sqrt(200));
      assertEquals(deviation(informed), stated, 0.35 * stated);
      assertTrue(deviation(informed) < 0.75 * deviation(blind), "importance of levels helps");
    }
  }

  /** The loss of a perfect denoiser on N(μ, v I): mean over t of v ᾱ / (v ᾱ + 1 − ᾱ). */
  @Test
  void measuresTheDenoisingLossInLossUnits() {
    GaussianMixture q = DATA.only(0);
    double expected = 0;
    for (int t = 1; t <= SCHEDULE.steps(); t++) {
      double signal = 0.025 * SCHEDULE.alphaBar(t);
      expected += signal / (signal + 1 - SCHEDULE.alphaBar(t)) / SCHEDULE.steps();
    }
    try (Session session = Session.open().seed(4);
        NDManager scope = session.scope()) {
      Estimate loss =
          estimator(session)
              .loss(scope, session.random(1), List.of(q), exact(session, q), 40_000)
              .get(0);
      assertEquals(expected, loss.value(), 4 * loss.standardError());
    }
  }

  @Test
  void refusesTooFewSamplesAndTooFewLevels() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      List<GaussianMixture> sources = List.of(DATA.only(1));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              estimator(session).loss(scope, session.random(1), sources, exact(session, DATA), 1));
      assertThrows(
          IllegalArgumentException.class,
          () -> new DivergenceEstimator(new ForwardProcess(scope, SCHEDULE), 8, 7.95));
    }
  }

  @Test
  void stratifiedLevelsHaveTheirWeightsAsFrequencies() {
    StratifiedLevels levels = StratifiedLevels.trapezoid(NoiseSchedule.cosine(30), 5, -5);
    SplittableRandom random = new SplittableRandom(1);
    double[] counts = new double[31];
    int n = 300_000;
    for (float t : levels.drawShuffled(random, n)) {
      counts[(int) t] += levels.importance(t) / n;
    }
    NoiseSchedule schedule = NoiseSchedule.cosine(30);
    for (int t = 2; t < 30; t++) {
      boolean inside = schedule.logSnr(t - 1) <= 5 && schedule.logSnr(t + 1) >= -5;
      if (inside) {
        double expected = (schedule.logSnr(t - 1) - schedule.logSnr(t + 1)) / 2;
        assertEquals(expected, counts[t], 1e-3);
      }
    }
  }

  private static DivergenceEstimator estimator(Session session) {
    return new DivergenceEstimator(new ForwardProcess(session.manager(), SCHEDULE));
  }

  private static Denoiser exact(Session session, GaussianMixture mixture) {
    return GaussianMixtureDenoiser.of(session, mixture, SCHEDULE);
  }

  private static List<Denoiser> exact(Session session, List<GaussianMixture> mixtures) {
    List<Denoiser> list = new ArrayList<>();
    mixtures.forEach(m -> list.add(exact(session, m)));
    return list;
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double v : values) {
      sum += (v - mean) * (v - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
