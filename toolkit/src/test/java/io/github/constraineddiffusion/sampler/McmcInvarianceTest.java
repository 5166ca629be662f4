package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Started from exact samples of a noisy mixture, the kernels must leave it as it is. */
class McmcInvarianceTest {
  private static final Session SESSION = Session.open().seed(11);
  private static final int THREADS = SESSION.threads();
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 6, -6);
  private static final int T = 8;
  private static final int CHAINS = 10_000;
  private static final GaussianMixture CLEAN =
      GaussianMixture.builder()
          .component(0.5, new double[] {1.2, 0}, new double[][] {{0.2, 0.1}, {0.1, 0.1}})
          .component(0.3, new double[] {-0.8, 0.9}, 0.05)
          .component(0.2, new double[] {-0.6, -1}, new double[][] {{0.05, 0}, {0, 0.3}})
          .build();
  private static final GaussianMixture NOISY = CLEAN.noised(SCHEDULE.alpha(T), SCHEDULE.sigma(T));
  private static final GaussianMixtureDenoiser DENOISER =
      GaussianMixtureDenoiser.of(SESSION, CLEAN, SCHEDULE);
  private static final LevelScore SCORE =
      new LevelScore(DENOISER, new Level(T, SCHEDULE.alphaBar(T)));
  private static final double[][] REFERENCE = NOISY.sample(new SplittableRandom(5), 40_000);

  @BeforeAll
  static void oneThread() {
    SESSION.threads(1);
  }

  @AfterAll
  static void close() {
    SESSION.threads(THREADS);
    SESSION.close();
  }

  /** What is left of exact samples after a kernel's steps. */
  record Outcome(double standardErrors, double p, LevelReport report) {}

  private static Outcome after(McmcKernel kernel, double factor, Energy energy, int seed) {
    try (NDManager scope = SESSION.scope()) {
      SESSION.random(99, seed);
      NDArray start = Points.tensor(scope, NOISY.sample(new SplittableRandom(seed), CHAINS));
      var chain = new LevelChain(scope, start, SCORE, kernel, energy, StepTuner.fixed(factor));
      LevelReport report = chain.run();
      return new Outcome(
          McmcFixture.standardErrors(chain.x(), NOISY),
          McmcFixture.twoSample(chain.x(), REFERENCE, NOISY),
          report);
    }
  }

  record Case(McmcKernel kernel, double factor, Energy energy) {}

  static Stream<Case> cases() {
    Energy exact = Energy.exact(List.of(DENOISER), 1);
    Energy line = Energy.lineIntegral(8);
    return Stream.of(
        new Case(Mala.steps(40), 1, exact),
        new Case(Mala.steps(40), 1, line),
        new Case(Mala.steps(40), 0.2, exact),
        new Case(Hmc.steps(30), 0.8, exact),
        new Case(Hmc.steps(30).leapfrogs(2), 0.8, line),
        new Case(Hmc.steps(30).leapfrogs(7), 0.2, exact),
        new Case(Ula.steps(40), 0.005, exact),
        new Case(Uha.steps(30), 0.005, exact));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aKernelLeavesTheDensityAsItIs(Case c) {
    Outcome outcome = after(c.kernel, c.factor, c.energy, 1);
    assertTrue(outcome.standardErrors < 4, outcome.toString());
    assertTrue(outcome.p > 1e-3, outcome.toString());
    assertTrue(outcome.report.acceptance() > 0.2, outcome.toString());
  }

  /** A move of one's own kind with another correction than MALA's. */
  private record Faulty(Fault fault) implements McmcKernel {
    enum Fault {
      NONE,
      TWO_S_SQUARED,
      NO_CORRECTION,
      WRONG_SIGN
    }

    @Override
    public int steps() {
      return 40;
    }

    @Override
    public boolean adjusted() {
      return true;
    }

    @Override
    public double usualTarget() {
      return 0.5;
    }

    @Override
    public McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step) {
      McmcProposal right = Mala.steps(1).propose(density, x, score, step);
      double factor =
          switch (fault) {
            case NONE -> 1;
            case TWO_S_SQUARED -> 4 * step / (2 * step * step);
            case NO_CORRECTION -> 0;
            case WRONG_SIGN -> -1;
          };
      NDArray correction = Operators.scale(right.correction(), factor);
      return new McmcProposal(right.x(), right.score(), correction);
    }
  }

  /** The tests above would see a wrong rule at the very step sizes they use. */
  @Test
  void wrongRulesAreSeen() {
    Energy exact = Energy.exact(List.of(DENOISER), 1);
    for (var fault : Faulty.Fault.values()) {
      Outcome outcome = after(new Faulty(fault), 1, exact, 1);
      assertEquals(fault == Faulty.Fault.NONE, outcome.p > 1e-3, fault + " " + outcome);
      assertEquals(fault == Faulty.Fault.NONE, outcome.standardErrors < 4, fault + " " + outcome);
    }
    for (McmcKernel biased : List.of(Ula.steps(40), Uha.steps(30))) {
      Outcome outcome = after(biased, 0.8, exact, 1);
      assertTrue(outcome.p < 1e-6, biased + " " + outcome);
    }
  }

  /** log q(x|y) − log q(y|x) with q(y|x) ∝ exp(−|y − x − s∇log p(x)|²/(4s)), in double. */
  @Test
  void malasCorrectionHasFourS() {
    double s = 0.07;
    try (NDManager scope = SESSION.scope()) {
      NDArray start = Points.tensor(scope, NOISY.sample(new SplittableRandom(3), 50));
      McmcProposal to = Mala.steps(1).propose(SCORE, start, SCORE.at(start), s);
      double[][] x = Points.of(start);
      double[][] y = Points.of(to.x());
      float[] correction = to.correction().toFloatArray();
      for (int i = 0; i < x.length; i++) {
        double expected = -missed(x[i], y[i], s) / (4 * s) + missed(y[i], x[i], s) / (4 * s);
        assertEquals(expected, correction[i], 2e-4 * (1 + Math.abs(expected)));
      }
    }
  }

  // |to − from − s∇log p(from)|²
  private static double missed(double[] to, double[] from, double s) {
    double[] score = NOISY.score(from);
    return Math.pow(to[0] - from[0] - s * score[0], 2)
        + Math.pow(to[1] - from[1] - s * score[1], 2);
  }

  /** Moves each sample by 1 with a log ratio of its own. */
  private record Told(float[] logRatio) implements McmcKernel {
    @Override
    public int steps() {
      return 1;
    }

    @Override
    public boolean adjusted() {
      return true;
    }

    @Override
    public double usualTarget() {
      return 0.5;
    }

    @Override
    public McmcProposal propose(LevelScore density, NDArray x, NDArray score, double step) {
      NDArray y = Operators.shift(x, 1);
      return new McmcProposal(y, density.at(y), x.getManager().create(logRatio));
    }
  }

  @Test
  void eachSampleIsAcceptedOrRefusedByItself() {
    int n = 4000;
    float[] logRatio = new float[n];
    for (int i = 0; i < n; i++) {
      logRatio[i] = new float[] {99, -99, (float) Math.log(0.3), Float.NaN}[i % 4];
    }
    Energy flat = (score, from, to) -> from.getManager().zeros(new Shape(n));
    LevelScore images = new LevelScore((x, t) -> x.duplicate(), SCORE.level());
    try (NDManager scope = SESSION.scope()) {
      SESSION.random(98);
      var chain =
          new LevelChain(
              scope,
              scope.zeros(new Shape(n, 1, 2, 2)),
              images,
              new Told(logRatio),
              flat,
              StepTuner.fixed(1));
      assertEquals((1 + 0.3) / 4, chain.run().acceptance(), 1e-6);
      float[] moved = chain.x().toFloatArray();
      int third = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 1; j < 4; j++) {
          assertEquals(moved[4 * i], moved[4 * i + j]);
        }
        if (i % 4 == 2) {
          third += (int) moved[4 * i];
        } else {
          assertEquals(i % 4 == 0 ? 1 : 0, moved[4 * i]);
        }
      }
      assertEquals(0.3, third / 1000.0, 4 * Math.sqrt(0.3 * 0.7 / 1000));
      // The score kept for the next step is that of the place where each sample is.
      float[] expected = images.at(chain.x()).toFloatArray();
      float[] kept = chain.score().toFloatArray();
      for (int i = 0; i < kept.length; i++) {
        assertEquals(expected[i], kept[i], 1e-6f);
      }
      assertFalse(kept[0] == kept[4]);
    }
  }
}
