package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Exact optima with mean rewards: closed forms, finite differences, what is refused. */
class RewardOracleTest {
  private static final Session SESSION = Session.open();
  private static final GaussianMixture DATA = Problems.separate(0.94, 0.05, 0.01);
  private static final RewardConstraint UPPER =
      RewardConstraint.of("upper", PlaneRewards::upper).atLeast(0.3);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static RewardOracle oracle(ConstrainedProblemBuilder builder) {
    return RewardOracle.of(builder.build(), SESSION);
  }

  private static ConstrainedProblemBuilder data() {
    return ConstrainedProblem.minimizeKlTo(DATA);
  }

  /** 0.05/(ν − μ) = 0.3 and 0.95/ν = 0.7. */
  @Test
  void theIndicatorOfAClassIsItsMinimumShare() {
    RewardOptimum optimum = oracle(data().subjectTo(UPPER)).optimum();
    double mu = 0.95 / 0.7 - 0.05 / 0.3;
    assertEquals(mu, optimum.multipliers()[0], 1e-6);
    assertEquals(0.3, optimum.rewards()[0], 1e-8);
    double kl = 0.05 * Math.log(0.05 / 0.3) + 0.95 * Math.log(0.95 / 0.7);
    assertEquals(kl, optimum.objectiveNats(), 1e-7);
    assertEquals(kl, optimum.dualValue(), 1e-7);
    ExactOptimum share =
        MixtureOracle.of(
                data().subjectTo(KlConstraint.to("upper", DATA.only(1)).minShare(0.3)).build())
            .optimum();
    assertEquals(share.objectiveNats(), optimum.objectiveNats(), 1e-6);
  }

  /** The lower class by its divergence, the upper by its reward: both as by shares. */
  @Test
  void divergenceAndRewardTogetherAreTwoMinimumShares() {
    RewardOptimum optimum =
        oracle(
                data()
                    .subjectTo(KlConstraint.to("lower", DATA.only(2)).minShare(0.2))
                    .subjectTo(UPPER))
            .optimum();
    // ν = 0.94/0.5, 0.05/(ν − μ) = 0.3, (0.01 + λ)/ν = 0.2
    double nu = 0.94 / 0.5;
    assertArrayEquals(new double[] {0.2 * nu - 0.01, nu - 0.05 / 0.3}, optimum.multipliers(), 1e-5);
    assertEquals(-Math.log(0.2), optimum.nats()[0], 1e-8);
    assertEquals(0.2, optimum.shares()[0], 1e-7);
    assertEquals(0.3, optimum.rewards()[0], 1e-8);
  }

  private static ConstrainedProblemBuilder smooth() {
    GaussianMixture wide =
        GaussianMixture.isotropic(0.3, new double[][] {{1, 0}, {-0.5, 1}, {0, -1}}, 0.6, 0.3, 0.1);
    return ConstrainedProblem.minimizeKlTo(wide)
        .subjectTo(KlConstraint.to("third", wide.only(2)).atMostNats(1))
        .subjectTo(RewardConstraint.of("smooth", PlaneRewards::smooth).atLeast(0.4))
        .subjectTo(RewardConstraint.of("ring", PlaneRewards::ring).atLeast(0.62));
  }

  @Test
  void slopesAreTheFiniteDifferences() {
    RewardOracle oracle = oracle(smooth());
    double[] at = {0.4, 0.3, 0.2};
    double h = 1e-5;
    double[] gradient = oracle.dualGradient(at);
    double[][] hessian = oracle.hessian(at);
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += h;
      down[i] -= h;
      assertEquals((oracle.dual(up) - oracle.dual(down)) / (2 * h), gradient[i], 1e-7);
      double[] after = oracle.dualGradient(up);
      double[] before = oracle.dualGradient(down);
      for (int k = 0; k < at.length; k++) {
        assertEquals((after[k] - before[k]) / (2 * h), hessian[i][k], 1e-6);
      }
    }
  }

  /** Complementary slackness, strong duality, and the price of a threshold. */
  @Test
  void theOptimumIsOne() {
    RewardOptimum optimum = oracle(smooth()).optimum();
    double[] slack = {
      1 - optimum.nats()[0], optimum.rewards()[0] - 0.4, optimum.rewards()[1] - 0.62
    };
    String seen = optimum.toString();
    for (int i = 0; i < slack.length; i++) {
      assertTrue(slack[i] > -1e-7, seen);
      assertEquals(0, optimum.multipliers()[i] * slack[i], 1e-7, seen);
    }
    assertEquals(optimum.objectiveNats(), optimum.dualValue(), 1e-7);
    assertTrue(Arrays.stream(optimum.multipliers()).filter(l -> l > 0.01).count() >= 2, seen);
    RewardOptimum finer = RewardOracle.of(smooth().build(), SESSION, 2).optimum();
    assertArrayEquals(finer.multipliers(), optimum.multipliers(), 1e-5);
  }

  @Test
  void saysWhatIsWrong() {
    RewardConstraint above = RewardConstraint.of("upper", PlaneRewards::upper).atLeast(1);
    Problems.refused("largest of the data is 1.0", oracle(data().subjectTo(above))::optimum);
    Problems.refused(
        "cannot be met together",
        oracle(
                data()
                    .subjectTo(KlConstraint.to("lower", DATA.only(2)).minShare(0.8))
                    .subjectTo(UPPER))
            ::optimum);
    RewardConstraint height =
        RewardConstraint.of("height", x -> x.get(":, 1").toFloatArray()).atLeast(1.2);
    Problems.refused(
        "largest where the data hardly are", oracle(data().subjectTo(height))::optimum);
    RewardConstraint broken =
        RewardConstraint.of("broken", x -> x.get(":, 1").log().toFloatArray()).atLeast(0);
    Problems.refused("'broken' of sample", () -> oracle(data().subjectTo(broken)));
    RewardConstraint one = RewardConstraint.of("one", x -> new float[1]).atLeast(0);
    Problems.refused("1 numbers for", () -> oracle(data().subjectTo(one)));
    Problems.refused("given to two", data().subjectTo(UPPER).subjectTo(UPPER)::build);
    Problems.refused("finite", () -> RewardConstraint.of("r", x -> null).atLeast(Double.NaN));
    Problems.refused("blank", () -> RewardConstraint.of(" ", x -> null));
    Problems.refused(
        "no place beside an objective",
        data().subjectTo(UPPER).subjectTo(KlConstraint.to("B", DATA.only(1)).atMostWorst())::build);
    ConstrainedProblem problem = data().subjectTo(UPPER).build();
    Problems.refused("RewardOracle", () -> MixtureOracle.of(problem));
    Problems.refused("RewardOracle", () -> FeasibilityReport.of(problem));
    Problems.refused("RewardTilt", () -> DisjointShares.of(problem));
    Problems.refused("MixtureOracle", () -> RewardOracle.of(Problems.plane(), SESSION));
    var points = PointSet.of(new double[][] {{0, 1}, {0, 0}});
    Problems.refused(
        "no GaussianMixture",
        () -> oracle(ConstrainedProblem.minimizeKlTo(points).subjectTo(UPPER)));
  }
}
