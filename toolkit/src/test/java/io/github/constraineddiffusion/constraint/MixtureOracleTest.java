package io.github.constraineddiffusion.constraint;

import static io.github.constraineddiffusion.constraint.Problems.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureOracleTest {

  @Test
  void solvesTheExampleOfSeparateGaussians() {
    ExactOptimum optimum = MixtureOracle.of(Problems.plane()).optimum();
    assertArrayEquals(new double[] {0.2633, 0.3033}, optimum.lambda(), 5e-5);
    assertArrayEquals(new double[] {0.2, 0.2}, optimum.share(), 1e-8);
    assertArrayEquals(new double[] {Math.log(5), Math.log(5)}, optimum.nats(), 1e-9);
    assertEquals(0.94 / 0.94 * 0.6, 0.94 * optimum.otherFactor(), 1e-8);
  }

  static Iterable<GoldenOptimum> golden() {
    return GoldenOptimum.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithSciPyOnOverlappingMixtures(GoldenOptimum golden) {
    MixtureOracle oracle = MixtureOracle.of(golden.problem());
    var lambda = new double[golden.thresholds().length];
    Arrays.fill(lambda, 0.3);
    assertEquals(golden.klAt03()[0], oracle.objectiveNats(lambda), 1e-8);
    for (int i = 0; i < lambda.length; i++) {
      assertEquals(golden.klAt03()[i + 1], oracle.kl(i, lambda), 1e-8);
    }
    assertEquals(golden.dualAt03(), oracle.dual(lambda), 1e-8);
    if (golden.uStar() < 0) {
      ExactOptimum optimum = oracle.optimum();
      assertArrayEquals(golden.lambda(), optimum.lambda(), 1e-6);
      assertArrayEquals(golden.nats(), optimum.nats(), 1e-7);
      assertEquals(golden.objectiveNats(), optimum.objectiveNats(), 1e-7);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsTheOptimalityConditionsOnRandomProblems(int d) {
    var random = new Random(100 + d);
    int active = 0;
    int inactive = 0;
    for (int trial = 0; trial < (d == 1 ? 60 : 12); trial++) {
      ConstrainedProblem problem = Problems.random(random, d);
      MixtureOracle oracle = MixtureOracle.of(problem);
      ExactOptimum optimum = oracle.optimum();
      double[] lambda = optimum.lambda();
      double[] violation = oracle.dualGradient(lambda);
      for (int i = 0; i < lambda.length; i++) {
        assertTrue(lambda[i] >= 0 && violation[i] <= 1e-6, problem::toString);
        assertEquals(0, lambda[i] * violation[i], 1e-6);
        active += lambda[i] > 0 ? 1 : 0;
        inactive += lambda[i] > 0 ? 0 : 1;
      }
      assertEquals(optimum.objectiveNats(), optimum.dualValue(), 1e-6);
      assertEquals(0, oracle.dualityGap(lambda, optimum.nats()), 1e-6);
    }
    assertTrue(active > 5 && inactive > 2, active + " active, " + inactive + " inactive");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void gradientAndHessianAreTheFiniteDifferences(int d) {
    var random = new Random(200 + d);
    for (int trial = 0; trial < (d == 1 ? 20 : 5); trial++) {
      ConstrainedProblem problem = Problems.random(random, d);
      MixtureOracle oracle = MixtureOracle.of(problem);
      var lambda = new double[problem.constraints().size()];
      Arrays.setAll(lambda, i -> 0.1 + random.nextDouble());
      checkSlopes(new LagrangeDual(oracle.integrals(), problem.nats()), lambda);
      checkSlopes(new FeasibilityDual(oracle.integrals(), problem.nats()), lambda);
      assertEquals(
          new LagrangeDual(oracle.integrals(), problem.nats()).slope(lambda).value(),
          oracle.dual(lambda));
    }
  }

  private static void checkSlopes(ConcaveFunction function, double[] at) {
    double h = 1e-4;
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += h;
      down[i] -= h;
      double difference = function.slope(up).value() - function.slope(down).value();
      assertEquals(difference / (2 * h), function.slope(at).gradient()[i], 1e-6);
      for (int j = 0; j < at.length; j++) {
        double bend = function.slope(up).gradient()[j] - function.slope(down).gradient()[j];
        double expected = function.hessian(at)[i][j];
        assertEquals(expected, bend / (2 * h), 1e-5 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  /** The claim of the class comment, measured: a grid three times as fine gives the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refiningTheGridChangesNothing(int d) {
    var random = new Random(300 + d);
    for (int trial = 0; trial < (d == 1 ? 20 : 3); trial++) {
      ConstrainedProblem problem = Problems.random(random, d);
      MixtureOracle coarse = MixtureOracle.of(problem);
      MixtureOracle fine = MixtureOracle.of(problem, 3);
      var lambda = new double[problem.constraints().size()];
      Arrays.setAll(lambda, i -> 2 * random.nextDouble());
      assertArrayEquals(fine.kls(lambda), coarse.kls(lambda), 1e-7);
      assertEquals(fine.objectiveNats(lambda), coarse.objectiveNats(lambda), 1e-7);
      for (double mass : coarse.integrals().masses()) {
        assertEquals(1, mass, 1e-10);
      }
    }
  }

  /** KL of N(μ, s) from N(0, 1) in closed form: with λ = 0 the mixture is the objective. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.5, 3, 12, 60, 400})
  void divergenceOfTwoGaussiansIsTheClosedForm(double mean) {
    var q = GaussianMixture.isotropic(1, new double[][] {{0}});
    for (double variance : new double[] {0.04, 1, 9}) {
      var other = GaussianMixture.isotropic(variance, new double[][] {{mean}});
      ConstrainedProblem problem =
          Problems.inNats(q, new GaussianMixture[] {other}, new double[] {1});
      double exact = 0.5 * (variance + mean * mean - 1 - Math.log(variance));
      assertEquals(exact, MixtureOracle.of(problem).kl(0, 0), 1e-9 * Math.max(1, exact));
    }
  }

  @Test
  void theDualFunctionIsConcaveAndBelowItsMaximum() {
    MixtureOracle oracle = MixtureOracle.of(Problems.plane());
    var random = new Random(4);
    for (int trial = 0; trial < 20; trial++) {
      double[] a = {3 * random.nextDouble(), 3 * random.nextDouble()};
      double[] b = {3 * random.nextDouble(), 3 * random.nextDouble()};
      double[] middle = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
      assertTrue(oracle.dual(middle) >= (oracle.dual(a) + oracle.dual(b)) / 2 - 1e-12);
      assertTrue(oracle.dualSuboptimality(a) >= 0);
      double[] kls = oracle.kls(a);
      assertEquals(oracle.objectiveNats(a) - oracle.dual(a), oracle.dualityGap(a, kls), 1e-9);
    }
  }

  @Test
  void sharesAreTheMassOfTheComponents() {
    MixtureOracle oracle = MixtureOracle.of(Problems.plane());
    assertArrayEquals(new double[] {0.05, 0.01}, oracle.shares(0, 0), 1e-15);
    assertArrayEquals(new double[] {1.05 / 3, 1.01 / 3}, oracle.shares(1, 1), 1e-15);
    assertEquals(1.05 / 3, oracle.mixture(1, 1).weight(1), 1e-15);
  }

  @Test
  void refusesWhatItCannotSolve() {
    GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);
    PointSet points = PointSet.of(new double[][] {{0, 0}});
    KlConstraint share = KlConstraint.to("a", q.only(1)).minShare(0.2);
    refused(
        "no GaussianMixture",
        () -> MixtureOracle.of(ConstrainedProblem.minimizeKlTo(points).subjectTo(share).build()));
    var space = GaussianMixture.isotropic(1, new double[][] {{0, 0, 0}, {1, 1, 1}});
    var inSpace = Problems.inNats(space, new GaussianMixture[] {space.only(1)}, new double[] {1});
    refused("dimension 3, but quadrature works in 1 or 2", () -> MixtureOracle.of(inSpace));
    MixtureOracle oracle = MixtureOracle.of(Problems.plane());
    refused("1 multipliers were given for 2 constraints", () -> oracle.dual(1));
    refused("hold -0.5", () -> oracle.kls(1, -0.5));
    refused("1 divergences", () -> oracle.dualityGap(new double[2], new double[1]));
    var infeasible =
        Problems.inNats(q, new GaussianMixture[] {q.only(1), q.only(2)}, new double[] {0.5, 0.5});
    refused("'q1', 'q2'", () -> MixtureOracle.of(infeasible).optimum());
  }

  @Test
  void aGridThatWouldTakeTooLongIsRefused() {
    var q =
        GaussianMixture.builder()
            .component(1, new double[] {0, 0}, new double[][] {{1, 0.999999}, {0.999999, 1}})
            .build();
    refused(
        "affordable",
        () -> MixtureOracle.of(Problems.inNats(q, new GaussianMixture[] {q}, new double[] {1})));
  }

  @Test
  void lossUnitsAreRefusedOnlyWhereTheyEnter() {
    GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);
    MixtureOracle oracle =
        MixtureOracle.of(
            ConstrainedProblem.minimizeKlTo(q)
                .subjectTo(KlConstraint.to("a", q.only(1)).atMostLoss(0.05))
                .build());
    assertEquals(Math.log(1.3 / 0.35), oracle.kl(0, 0.3), 1e-9);
    var error = assertThrows(IllegalStateException.class, oracle::optimum);
    assertTrue(error.getMessage().contains("loss does not convert to nats"), error.getMessage());
    assertThrows(IllegalStateException.class, () -> oracle.dual(0.3));
  }
}
