package io.github.constraineddiffusion.composition;

import static io.github.constraineddiffusion.composition.Models.along;
import static io.github.constraineddiffusion.composition.Models.randomWeights;
import static io.github.constraineddiffusion.composition.Models.refused;
import static io.github.constraineddiffusion.composition.Models.worst;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AndOracleTest {

  /** Equal covariances: the optimum is centred in the smallest ball around the means. */
  @Test
  void solvesTheCirclesOfThePaper() {
    ComposedOptimum even = AndOracle.of(Models.circle(0, 4, 8)).optimum();
    assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, even.lambda(), 1e-9);
    assertArrayEquals(new double[] {80, 80, 80}, even.kl(), 1e-8);
    assertEquals(80, even.dual(), 1e-9);
    AndOracle oracle = AndOracle.of(Models.circle(0, 6, 7));
    ComposedOptimum uneven = oracle.optimum();
    assertArrayEquals(new double[] {0.5, 0.5, 0}, uneven.lambda(), 1e-9);
    assertEquals(80, uneven.u(), 1e-8);
    assertEquals(80, uneven.kl()[2], 1e-8);
    assertArrayEquals(new double[] {0, 0}, oracle.mean(uneven.lambda()), 1e-8);
    assertArrayEquals(new double[] {0.025, 0}, oracle.covariance(uneven.lambda())[0], 1e-12);
  }

  @Test
  void quadratureSolvesThemToo() {
    AndOracle oracle = AndOracle.byQuadrature(0.5, Models.circle(0, 4, 8));
    assertEquals(-80, oracle.logZ(1 / 3.0, 1 / 3.0, 1 / 3.0), 1e-9);
    assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, oracle.optimum().lambda(), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void quadratureIsTheClosedFormForUnequalCovariances(int d) {
    var random = new Random(10 + d);
    for (int trial = 0; trial < 5; trial++) {
      GaussianMixture[] models = Models.random(random, 3, d, 1);
      AndOracle closed = AndOracle.of(models);
      AndOracle grid = AndOracle.byQuadrature(d == 1 ? 1 : 0.5, models);
      double[] lambda = randomWeights(random, 3);
      assertEquals(closed.logZ(lambda), grid.logZ(lambda), 1e-10);
      assertArrayEquals(closed.kls(lambda), grid.kls(lambda), 1e-9);
      assertArrayEquals(closed.mean(lambda), grid.mean(lambda), 1e-9);
      assertArrayEquals(closed.covariance(lambda)[0], grid.covariance(lambda)[0], 1e-9);
      assertArrayEquals(closed.optimum().lambda(), grid.optimum().lambda(), 1e-5);
      assertEquals(closed.optimum().u(), grid.optimum().u(), 1e-8);
      double[] x = closed.mean(lambda);
      assertEquals(closed.product(lambda).logDensity(x), closed.logDensity(lambda, x), 1e-10);
      assertEquals(closed.logDensity(lambda, x), grid.logDensity(lambda, x), 1e-9);
    }
  }

  /** N(0, 0.5) and N(0.7, 0.3), λ = (½, ½): P = 8/3, μ = (7/6)/P = 0.4375. */
  @Test
  void productOfTwoGaussiansByHand() {
    var oracle =
        AndOracle.of(
            GaussianMixture.isotropic(0.5, new double[][] {{0}}),
            GaussianMixture.isotropic(0.3, new double[][] {{0.7}}));
    assertEquals(0.4375, oracle.mean(0.5, 0.5)[0], 1e-14);
    assertEquals(0.375, oracle.covariance(0.5, 0.5)[0][0], 1e-14);
    double kl = 0.5 * (0.375 / 0.5 + 0.4375 * 0.4375 / 0.5 - 1 - Math.log(0.375 / 0.5));
    assertEquals(kl, oracle.kls(0.5, 0.5)[0], 1e-14);
    // at a vertex: KL(N(0, 0.5)‖N(0.7, 0.3)) = 0.8946
    assertArrayEquals(new double[] {0, 0.8946}, oracle.kls(1, 0), 5e-5);
    assertEquals(0, oracle.logZ(1, 0), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theDivergencesAreTheGradientOfTheDual(int d) {
    var random = new Random(20 + d);
    for (int trial = 0; trial < 4; trial++) {
      for (int components = 1; components <= 2; components++) {
        AndOracle oracle = AndOracle.of(Models.random(random, 3, d, components));
        double[] lambda = randomWeights(random, 3);
        double[] kls = oracle.kls(lambda);
        assertEquals(-oracle.logZ(lambda), along(lambda, kls), 1e-10);
        checkSlope(oracle, lambda, kls);
      }
    }
  }

  private static void checkSlope(AndOracle oracle, double[] lambda, double[] kls) {
    double h = 1e-4 * lambda[0];
    double[] up = {lambda[0] - h, lambda[1] + h, lambda[2]};
    double[] down = {lambda[0] + h, lambda[1] - h, lambda[2]};
    double difference = (oracle.dual(up) - oracle.dual(down)) / (2 * h);
    assertEquals(kls[1] - kls[0], difference, 1e-6 * Math.max(1, Math.abs(difference)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsBetterThanTheOptimum(int d) {
    var random = new Random(30 + d);
    for (int trial = 0; trial < 4; trial++) {
      AndOracle oracle = AndOracle.byQuadrature(0.4, Models.random(random, 3, d, 2));
      ComposedOptimum optimum = oracle.optimum();
      assertEquals(optimum.dual(), optimum.u(), 1e-8 * Math.max(1, optimum.u()));
      for (int other = 0; other < (d == 1 ? 200 : 20); other++) {
        double[] lambda = randomWeights(random, 3);
        assertTrue(worst(oracle.kls(lambda)) >= optimum.u() - 1e-9);
        assertTrue(oracle.dual(lambda) <= optimum.dual() + 1e-9);
      }
    }
  }

  @Test
  void nothingIsBetterThanTheOptimumOfGaussiansInFiveDimensions() {
    var random = new Random(33);
    for (int trial = 0; trial < 10; trial++) {
      AndOracle oracle = AndOracle.of(Models.random(random, 4, 5, 1));
      ComposedOptimum optimum = oracle.optimum();
      assertEquals(optimum.dual(), optimum.u(), 1e-8 * Math.max(1, optimum.u()));
      for (int other = 0; other < 200; other++) {
        double[] lambda = randomWeights(random, 4);
        assertTrue(worst(oracle.kls(lambda)) >= optimum.u() - 1e-9);
      }
    }
  }

  /** The claim of the class comment, measured, for components ten standard deviations apart. */
  @Test
  void refiningTheGridChangesNothing() {
    GaussianMixture[] models = {
      GaussianMixture.isotropic(1, new double[][] {{-5}, {5}}),
      GaussianMixture.isotropic(1, new double[][] {{0}}),
      GaussianMixture.isotropic(2, new double[][] {{-5}, {1}}, 0.9, 0.1)
    };
    AndOracle coarse = AndOracle.byQuadrature(1, models);
    AndOracle fine = AndOracle.byQuadrature(5, models);
    var random = new Random(40);
    for (int trial = 0; trial < 20; trial++) {
      double[] lambda = randomWeights(random, 3);
      assertEquals(fine.logZ(lambda), coarse.logZ(lambda), 1e-7);
      assertArrayEquals(fine.kls(lambda), coarse.kls(lambda), 1e-6);
    }
  }

  /** Σ over {3, 4}: log Z = log 2 − (λ₁ + λ₂) log 5 − λ₃ log 3, largest where λ₃ = 0. */
  @Test
  void classesEndOnWhatAllModelsHave() {
    AndOracle oracle = AndOracle.classes(Models.digits());
    ComposedOptimum optimum = oracle.optimum();
    assertEquals(0, optimum.lambda()[2], 1e-12);
    assertEquals(Math.log(2.5), optimum.u(), 1e-12);
    assertArrayEquals(
        new double[] {Math.log(2.5), Math.log(2.5), Math.log(1.5)}, optimum.kl(), 1e-12);
    assertArrayEquals(
        new double[] {0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0}, oracle.shares(optimum.lambda()), 1e-12);
    double[] lambda = {0.2, 0.5, 0.3};
    assertEquals(Math.log(2) - 0.7 * Math.log(5) - 0.3 * Math.log(3), oracle.logZ(lambda), 1e-12);
  }

  /** Two classes: p = (a, 1 − a) with equal KL from (0.8, 0.2) and (0.2, 0.8) is (½, ½). */
  @Test
  void classesOfUnequalSharesByHand() {
    AndOracle oracle = AndOracle.classes(new double[] {0.8, 0.2}, new double[] {0.2, 0.8});
    assertArrayEquals(new double[] {0.5, 0.5}, oracle.optimum().lambda(), 1e-9);
    assertEquals(-Math.log(2 * Math.sqrt(0.16)), oracle.optimum().u(), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5}, oracle.shares(0.5, 0.5), 1e-12);
  }

  @Test
  void refusesByName() {
    GaussianMixture[] models = Models.circle(0, 4);
    var line = GaussianMixture.isotropic(1, new double[][] {{0}, {1}});
    var space = GaussianMixture.isotropic(1, new double[][] {{0, 0, 0}, {1, 1, 1}});
    refused("1 models were given", () -> AndOracle.of(models[0]));
    refused("model 1 has dimension 1, but model 0 has 2", () -> AndOracle.of(models[0], line));
    refused("dimension 3, but quadrature", () -> AndOracle.of(space, space));
    AndOracle oracle = AndOracle.of(models);
    refused("3 weights were given for 2 models", () -> oracle.logZ(0.5, 0.25, 0.25));
    refused("sum to 0.9, but lie on the simplex", () -> oracle.kls(0.4, 0.5));
    refused("hold -0.5", () -> oracle.mean(1.5, -0.5));
    refused("hold NaN", () -> oracle.dual(Double.NaN, 1));
    refused("are of classes", () -> oracle.shares(0.5, 0.5));
    refused("single Gaussians", () -> AndOracle.of(line, line).product(0.5, 0.5));
    var wide = GaussianMixture.isotropic(100, new double[][] {{0, 0}, {9, 9}});
    refused("affordable", () -> AndOracle.of(models[0], wide));
  }

  @Test
  void refusesClassesByName() {
    refused("log Z is −∞", () -> AndOracle.classes(new double[] {1, 0}, new double[] {0, 1}));
    refused(
        "model 1 has 1 class shares, but model 0 has 2",
        () -> AndOracle.classes(new double[] {1, 0}, new double[] {1}));
    refused(
        "class shares of model 1",
        () -> AndOracle.classes(new double[] {1, 0}, new double[] {1, 1}));
    AndOracle oracle = AndOracle.classes(new double[] {0.5, 0.5}, new double[] {1, 0});
    refused("mean(λ) needs densities", () -> oracle.mean(0.5, 0.5));
    refused("covariance(λ) needs densities", () -> oracle.covariance(0.5, 0.5));
    refused("needs densities", () -> oracle.logDensity(new double[] {0.5, 0.5}, 0));
  }

  /** Two long Gaussians, one unit apart and slanted by ±0.03, whose axes cross at x = 17. */
  @Test
  void aProductOutsideTheGridIsRefused() {
    var models = new GaussianMixture[2];
    Arrays.setAll(
        models,
        i ->
            GaussianMixture.builder()
                .component(1, new double[] {0, i}, slanted(i == 0 ? 0.03 : -0.03))
                .build());
    double far = AndOracle.of(models).mean(0.5, 0.5)[0];
    assertTrue(far > 9, "the product is at " + far);
    refused("border", () -> AndOracle.byQuadrature(1, models).mean(0.5, 0.5));
  }

  /** Standard deviations 1 and 0.02 along axes turned by an angle. */
  private static double[][] slanted(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double narrow = 0.02 * 0.02;
    double cross = c * s * (1 - narrow);
    return new double[][] {{c * c + narrow * s * s, cross}, {cross, s * s + narrow * c * c}};
  }

  /** Three mixtures for which equal weights fail, and whose product has two modes. */
  @Test
  void equalWeightsFailOnOverlappingMixtures() {
    AndOracle oracle = AndOracle.of(Models.overlapping());
    ComposedOptimum optimum = oracle.optimum();
    double[] equal = oracle.kls(1 / 3.0, 1 / 3.0, 1 / 3.0);
    // numbers of a separate calculation: NumPy sums on a grid of 0.03, λ* by SciPy's SLSQP
    assertArrayEquals(new double[] {0.93187, 2.73683, 0.71121}, equal, 1e-5);
    assertArrayEquals(new double[] {0.2623, 0.5248, 0.2129}, optimum.lambda(), 2e-4);
    assertEquals(1.65388, optimum.u(), 1e-5);
    assertEquals(optimum.dual(), optimum.u(), 1e-9);
    assertArrayEquals(new double[] {0.3274, -0.2263}, oracle.mean(optimum.lambda()), 1e-3);
    double left = oracle.logDensity(optimum.lambda(), -0.65, 0.25);
    double right = oracle.logDensity(optimum.lambda(), 0.91, -0.53);
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= 100; i++) {
      double t = i / 100.0;
      double[] x = {-0.65 + 1.56 * t, 0.25 - 0.78 * t};
      lowest = Math.min(lowest, oracle.logDensity(optimum.lambda(), x));
    }
    double barrier = Math.min(left, right) - lowest;
    assertEquals(0.414, barrier, 0.01);
  }
}
