package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that are given by 10, 100 or 1,000 samples. */
class FiniteSamplesTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(100, 8, -8);
  private static final double BLUR = 1e-5;
  private static final GaussianMixture RARE = Problems.DATA.only(2);

  private static PointSet few(int count) {
    return PointSet.drawn(RARE, 1000, 5).first(count);
  }

  /**
   * D_KL(points‖class) at the noise of the first level, by plain sampling of the log-densities:
   * what memorising would be worth. 10 points: some 2 nats; 1,000: next to none.
   */
  private static double surplus(GaussianMixture points, GaussianMixture of) {
    double alpha = SCHEDULE.alpha(1);
    double sigma = SCHEDULE.sigma(1);
    GaussianMixture p = points.noised(alpha, sigma);
    GaussianMixture q = of.noised(alpha, sigma);
    double sum = 0;
    double[][] drawn = p.sample(new Random(3), 20_000);
    for (double[] x : drawn) {
      sum += p.logDensity(x) - q.logDensity(x);
    }
    return sum / drawn.length;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1000})
  void theClosedFormMeasuresTheDivergenceOfThePoints(int count) {
    GaussianMixture points = few(count).blurred(BLUR);
    double expected = surplus(points, Problems.DATA);
    assertEquals(Math.log(100) + surplus(points, RARE), expected, 1e-3);
    try (Session session = Session.open().seed(1);
        NDManager scope = session.scope()) {
      Estimate kl =
          new DivergenceEstimator(new ForwardProcess(session.manager(), SCHEDULE))
              .kl(
                  scope,
                  session.random(1),
                  List.of(few(count)),
                  List.of(GaussianMixtureDenoiser.of(session, points, SCHEDULE)),
                  GaussianMixtureDenoiser.of(session, Problems.DATA, SCHEDULE),
                  4_000)
              .get(0);
      assertEquals(expected, kl.value(), 4 * kl.standardError() + 0.05);
    }
  }

  @Test
  void fewerPointsAreWorthMoreToMemorise() {
    double ten = surplus(few(10).blurred(BLUR), RARE);
    double hundred = surplus(few(100).blurred(BLUR), RARE);
    double thousand = surplus(few(1000).blurred(BLUR), RARE);
    assertTrue(ten > 1.5 && ten < 3, "" + ten);
    assertTrue(hundred > 0.2 && hundred < 1, "" + hundred);
    assertTrue(thousand < 0.1, "" + thousand);
  }

  @Test
  void setsAreNestedAndRepeatable() {
    assertEquals(
        PointSet.drawn(RARE, 10, 5).fingerprint(), PointSet.drawn(RARE, 10, 5).fingerprint());
    assertEquals(10, few(10).size());
    assertEquals(few(10).fingerprint(), few(100).first(10).fingerprint());
    assertTrue(!few(10).fingerprint().equals(few(11).fingerprint()));
    assertThrows(IllegalArgumentException.class, () -> few(10).first(11));
    assertThrows(IllegalArgumentException.class, () -> few(10).first(0));
    assertThrows(IllegalArgumentException.class, () -> PointSet.drawn(RARE, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> few(10).blurred(0));
  }

  private static ConstrainedProblem problem(Session session, int count) {
    PointSet points = few(count);
    KlConstraint constraint = KlConstraint.to("C", points).minShare(0.2);
    return ConstrainedProblem.minimizeKlTo(Problems.DATA)
        .subjectTo(
            session == null
                ? constraint
                : constraint.reference(
                    GaussianMixtureDenoiser.of(session, points.blurred(BLUR), SCHEDULE)))
        .build();
  }

  private static DualTrainer trainer(Session session, ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(session)
        .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
        .batch(128)
        .steps(800)
        .learningRate(LearningRate.cosine(4e-3))
        .dual(
            DualSchedule.every(4)
                .stepSize(0.05)
                .decay(Decay.cosine(0.1))
                .warmUp(150)
                .averaging(0.7)
                .settle(0.05))
        .listener(progress -> {});
  }

  /**
   * A model that does not memorise 100 points owes them 0.64 nats, and is asked for the share
   * 0.2·e^0.64 = 0.38; for 1,000 it is asked for 0.21.
   */
  @ParameterizedTest
  @CsvSource({"100, 0.28, 0.65", "1000, 0.15, 0.3"})
  void againstTheClosedFormFewPointsAskForMore(int count, double least, double most) {
    try (Session session = Session.open().seed(21);
        Run run = trainer(session, problem(session, count)).train()) {
      double share = share(run);
      assertTrue(share > least && share < most, "" + share);
      assertTrue(!run.references().learned());
    }
  }

  @Test
  void aHundredPointsReachTheShareByALearnedReference() {
    try (Session session = Session.open().seed(22);
        Run run = trainer(session, problem(null, 100)).learnedReferences(300).train()) {
      double share = share(run);
      assertTrue(share > 0.14 && share < 0.3, "" + share);
      assertTrue(run.references().learned());
    }
  }

  private static double share(Run run) {
    double[][] points = Points.of(run.sampler(Ddpm.ancestral()).seed(5).sample(3000));
    double inside = 0;
    for (double[] point : points) {
      inside += Problems.DATA.responsibilities(point)[2] > 0.5 ? 1 : 0;
    }
    return inside / points.length;
  }
}
