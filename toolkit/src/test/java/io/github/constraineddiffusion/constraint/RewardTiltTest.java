package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rows of the data drawn by the weights that multipliers give them. */
class RewardTiltTest {
  private static final Session SESSION = Session.open();
  private static final double[] RHO = {0.94, 0.05, 0.01};
  private static final GaussianMixture DATA = Problems.separate(RHO);
  private static final RewardConstraint SMOOTH =
      RewardConstraint.of("smooth", PlaneRewards::smooth).atLeast(0);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static ConstrainedProblemBuilder data() {
    return ConstrainedProblem.minimizeKlTo(DATA);
  }

  /** 40,000 rows against quadrature: the mean of rewards of deviation 0.5 errs by 0.003. */
  @Test
  void meansAreThoseOfTheDensity() {
    ConstrainedProblem problem =
        data()
            .subjectTo(KlConstraint.to("lower", DATA.only(2)).minShare(0.2))
            .subjectTo(SMOOTH)
            .build();
    RewardOracle oracle = RewardOracle.of(problem, SESSION);
    RewardTilt tilt = RewardTilt.of(problem, SESSION);
    for (double[] at : new double[][] {{0, 0}, {0.4, 0}, {0, 1.5}, {0.3, 0.8}, {2, 6}}) {
      assertEquals(oracle.rewards(at)[0], tilt.means(at)[0], 0.006, Arrays.toString(at));
    }
    assertEquals(1, tilt.best(0), 1e-3);
    assertTrue(tilt.spread(0) > 0.1);
  }

  /** A row's frequency is its probability: of four points by hand. */
  @Test
  void drawsRowsByTheirProbabilities() {
    var points = PointSet.of(new double[][] {{0, 0}, {0, 1}, {0, 2}, {0, 3}});
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(points)
            .subjectTo(RewardConstraint.of("height", x -> x.get(":, 1").toFloatArray()).atLeast(2))
            .build();
    double mu = 0.4;
    double[] p = new double[4];
    double low = 3 * mu;
    double high = 1 + 3 * mu;
    for (int halving = 0; halving < 100; halving++) {
      double nu = (low + high) / 2;
      Arrays.setAll(p, n -> 0.25 / (nu - mu * n));
      if (Arrays.stream(p).sum() > 1) {
        low = nu;
      } else {
        high = nu;
      }
    }
    int[] counts = new int[4];
    try (NDManager scope = SESSION.scope()) {
      NDArray drawn = RewardTilt.of(problem, SESSION).at(mu).sample(scope, new Random(3), 4000);
      for (float y : drawn.get(":, 1").toFloatArray()) {
        counts[(int) y]++;
      }
      assertEquals(4000, drawn.getShape().get(0));
    }
    for (int n = 0; n < 4; n++) {
      assertEquals(p[n], counts[n] / 4000.0, 0.0006);
    }
  }

  /** Systematic draws: not one row away from its share, in random order, of both sources. */
  @Test
  void aBatchIsStratifiedAndShuffled() {
    ConstrainedProblem problem =
        data()
            .subjectTo(KlConstraint.to("lower", DATA.only(2)).minShare(0.2))
            .subjectTo(RewardConstraint.of("upper", PlaneRewards::upper).atLeast(0.3))
            .build();
    double nu = 0.94 / 0.5;
    RewardTilt tilt = RewardTilt.of(problem, SESSION);
    try (NDManager scope = SESSION.scope()) {
      float[] y =
          tilt.at(0.2 * nu - 0.01, nu - 0.05 / 0.3)
              .sample(scope, new Random(1), 1000)
              .get(":, 1")
              .toFloatArray();
      int upper = 0;
      int lower = 0;
      int early = 0;
      for (int n = 0; n < y.length; n++) {
        upper += y[n] > 0.65 ? 1 : 0;
        lower += y[n] < -0.65 ? 1 : 0;
        early += n < 500 && y[n] < -0.65 ? 1 : 0;
      }
      assertEquals(300, upper, 2);
      assertEquals(200, lower, 3);
      assertEquals(100, early, 30);
    }
  }

  /** Without a reward's weight diversity beside others is diversity alone. */
  @Test
  void diversityBesideAReward() {
    Diversity diversity = Diversity.of(DATA).atLeast(2);
    ConstrainedProblem problem = data().subjectTo(SMOOTH).subjectTo(diversity).build();
    assertEquals(List.of("smooth", "diversity"), problem.names());
    RewardTilt tilt = RewardTilt.of(problem, SESSION);
    for (double kappa : new double[] {0.01, 0.4, 3, 50}) {
      assertArrayEquals(diversity.shares(kappa), tilt.shares(0, kappa), 1e-6);
    }
    assertArrayEquals(RHO, tilt.shares(0, 0), 1e-9);
  }

  /** No other shift of mass between rows lowers the Lagrangian. */
  @Test
  void diversityAndARewardAreAtTheirMinimum() {
    double[][] values = {{0, 0.1}, {0, 0.9}, {1, 0.2}, {1, 0.5}, {2, 0.7}};
    double[] q = {0.4, 0.3, 0.15, 0.1, 0.05};
    double[] tilts = Arrays.stream(values).mapToDouble(v -> 0.8 * v[1]).toArray();
    int[] classes = Arrays.stream(values).mapToInt(v -> (int) v[0]).toArray();
    double kappa = 0.6;
    double[] p = DiverseNormaliser.probabilities(q, tilts, classes, 3, kappa);
    assertEquals(1, Arrays.stream(p).sum(), 1e-10);
    double best = lagrangian(q, tilts, classes, kappa, p);
    var random = new Random(5);
    for (int trial = 0; trial < 500; trial++) {
      double[] other = p.clone();
      int from = random.nextInt(5);
      int to = random.nextInt(5);
      double moved = 0.3 * random.nextDouble() * p[from];
      other[from] -= moved;
      other[to] += moved;
      assertTrue(lagrangian(q, tilts, classes, kappa, other) >= best - 1e-12);
    }
  }

  private static double lagrangian(
      double[] q, double[] tilts, int[] classes, double kappa, double[] p) {
    double[] shares = new double[3];
    double value = 0;
    for (int n = 0; n < q.length; n++) {
      value += -q[n] * Math.log(p[n]) - tilts[n] * p[n];
      shares[classes[n]] += p[n];
    }
    return value - kappa * ClassShares.entropy(shares);
  }

  /** Masses and tilts of all sizes. */
  @Test
  void normalises() {
    var random = new Random(2);
    for (int trial = 0; trial < 500; trial++) {
      int size = 1 + random.nextInt(50);
      double scale = Math.exp(4 * random.nextGaussian());
      double[] masses = random.doubles(size).map(x -> Math.pow(x, 6) + 1e-9).toArray();
      double[] tilts = random.doubles(size, -scale, scale).toArray();
      double[] rooms = Normaliser.rooms(masses, tilts);
      double sum = 0;
      for (int n = 0; n < size; n++) {
        assertEquals(rooms[0] + tilts[0], rooms[n] + tilts[n], 1e-12 * (1 + scale));
        sum += masses[n] / rooms[n];
      }
      assertEquals(1, sum, 1e-10);
    }
  }

  @Test
  void saysWhatIsWrong() {
    ConstrainedProblem plain = Problems.plane();
    Problems.refused("has no rewards", () -> RewardTilt.of(plain, SESSION));
    ConstrainedProblem above =
        data().subjectTo(RewardConstraint.of("u", PlaneRewards::upper).atLeast(1)).build();
    Problems.refused("largest of the data is 1.0", () -> RewardTilt.of(above, SESSION));
    ConstrainedProblem problem = data().subjectTo(SMOOTH).build();
    String mixture =
        assertThrows(IllegalStateException.class, () -> problem.lambdaMixture(1)).getMessage();
    assertTrue(mixture.contains("RewardTilt.of"), mixture);
    Problems.refused("2 multipliers", () -> RewardTilt.of(problem, SESSION).at(1, 2));
    var elsewhere =
        data()
            .subjectTo(
                KlConstraint.to("else", Problems.separate(1, 1, 1).noised(1, 0.1)).minShare(0.1))
            .subjectTo(Diversity.of(DATA).atLeast(2))
            .build();
    Problems.refused("diversity needs data", () -> RewardTilt.of(elsewhere, SESSION));
  }

  @Test
  void namesAndFingerprints() {
    ConstrainedProblem problem = data().subjectTo(SMOOTH).build();
    assertEquals(
        "minimise KL(data‖model) subject to smooth: mean reward ≥ 0.0", problem.toString());
    RewardConstraint other = RewardConstraint.of("smooth", PlaneRewards::smooth).atLeast(0.1);
    assertNotEquals(problem.fingerprint(), data().subjectTo(other).build().fingerprint());
    assertEquals(Collections.emptyList(), problem.divergencesOnly().names());
    assertTrue(problem.tilted());
  }
}
