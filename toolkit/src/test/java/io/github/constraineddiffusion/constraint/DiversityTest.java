package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.MixtureSource;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiversityTest {
  private static final double[] RHO = {0.94, 0.05, 0.01};
  private static final GaussianMixture DATA = Problems.separate(RHO);

  /** −Σ ρ·log s + μ·Σ s·log s. */
  private static double lagrangian(double[] rho, double mu, double[] s) {
    double value = 0;
    for (int c = 0; c < s.length; c++) {
      value += -rho[c] * Math.log(s[c]) + mu * s[c] * Math.log(s[c]);
    }
    return value;
  }

  @Test
  void sharesAreTheMinimumAndSatisfyItsEquation() {
    var random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      double[] rho = randomShares(random, 2 + random.nextInt(10));
      double mu = Math.exp(8 * random.nextDouble() - 4);
      double[] s = ClassShares.at(rho, mu);
      double entropy = ClassShares.entropy(s);
      assertEquals(1, Arrays.stream(s).sum(), 1e-12);
      double best = lagrangian(rho, mu, s);
      for (int c = 0; c < s.length; c++) {
        assertEquals(rho[c], s[c] * (1 + mu * (entropy + Math.log(s[c]))), 1e-9);
      }
      for (int other = 0; other < 20; other++) {
        double[] towards = randomShares(random, rho.length);
        double[] near = new double[s.length];
        Arrays.setAll(near, c -> 0.99 * s[c] + 0.01 * towards[c]);
        assertTrue(lagrangian(rho, mu, near) > best - 1e-12);
      }
    }
  }

  private static double[] randomShares(Random random, int classes) {
    double[] shares = random.doubles(classes, 1e-3, 1).map(x -> x * x * x).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(x -> x / sum).toArray();
  }

  @Test
  void theOptimumMeetsTheThresholdAtItsPrice() {
    for (double n : new double[] {1.5, 2, 2.9}) {
      Diversity diversity = Diversity.of(DATA).atLeast(n);
      double mu = diversity.optimum();
      assertEquals(n, Diversity.effectiveClasses(diversity.shares(mu)), 1e-8);
      // μ* is what the divergence KL(q‖p) falls by for each nat that the threshold gives way
      double h = 1e-4;
      double price = (cost(n * Math.exp(h)) - cost(n * Math.exp(-h))) / (2 * h);
      assertEquals(price, mu, 1e-3 * mu);
    }
    assertEquals(0, Diversity.of(DATA).atLeast(1.1).optimum());
  }

  private static double cost(double effective) {
    Diversity diversity = Diversity.of(DATA).atLeast(effective);
    double[] s = diversity.shares(diversity.optimum());
    double kl = 0;
    for (int c = 0; c < 3; c++) {
      kl += RHO[c] * Math.log(RHO[c] / s[c]);
    }
    return kl;
  }

  @Test
  void withoutAPriceItIsTheDataAndWithAnyItIsEven() {
    Diversity diversity = Diversity.of(DATA).atLeast(2);
    assertArrayEquals(RHO, diversity.shares(0), 1e-12);
    assertArrayEquals(RHO, diversity.shares(1e-7), 1e-6);
    double[] third = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    assertArrayEquals(third, diversity.shares(1e6), 1e-4);
    assertEquals(3, Diversity.effectiveClasses(third), 1e-12);
    assertEquals(1, Diversity.effectiveClasses(1, 0), 1e-12);
  }

  @Test
  void aProblemBlendsTheClasses() {
    var diversity = Diversity.of(DATA).atLeast(2);
    var problem = ConstrainedProblem.minimizeKlTo(DATA).subjectTo(diversity).build();
    assertEquals(diversity, problem.diversity().orElseThrow());
    assertEquals(1, problem.constraints().size());
    assertEquals(Math.log(1.5), problem.nats()[0], 1e-12);
    var mixture = (GaussianMixture) problem.lambdaMixture(0.4);
    assertArrayEquals(diversity.shares(0.4), mixture.weights(), 1e-12);
    assertTrue(!problem.minimizesWorst());
    assertEquals(
        "minimise KL(data‖model) subject to diversity: effective classes ≥ 2.0 of 3",
        problem.toString());
    var other = ConstrainedProblem.minimizeKlTo(DATA).subjectTo(Diversity.of(DATA).atLeast(2.5));
    assertTrue(!problem.fingerprint().equals(other.build().fingerprint()));
  }

  /** The balance of the view decides the shares; classes without images are none. */
  @Test
  void imagesOfDigitsAreReweighted() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      ImageSet biased =
          Mnist.bundled(session).only(0, 1, 2, 4).reweight(ClassBalance.of(4, 0.01).and(2, 0.05));
      Diversity diversity = Diversity.of(biased).atLeast(3.2);
      assertEquals(4, diversity.classes().size());
      double[] all = biased.classShares();
      assertArrayEquals(
          new double[] {all[0], all[1], all[2], all[4]}, diversity.dataShares(), 1e-12);
      double mu = diversity.optimum();
      var mixture = (MixtureSource) diversity.mixture(mu);
      assertEquals(3.2, Diversity.effectiveClasses(mixture.weights()), 1e-8);
      assertTrue(mixture.weights()[3] > 0.05, Arrays.toString(mixture.weights()));
      SampleSource blend =
          ConstrainedProblem.minimizeKlTo(biased).subjectTo(diversity).build().lambdaMixture(mu);
      Shape drawn = blend.sample(scope, new Random(1), 12).getShape();
      assertEquals(biased.sampleShape(), drawn.slice(1));
    }
  }

  @Test
  void saysWhatIsWrong() {
    var target = Diversity.of(DATA);
    Problems.refused("atLeast is 3.0", () -> target.atLeast(3));
    Problems.refused("atLeast is 1.0", () -> target.atLeast(1));
    Problems.refused("1 class", () -> Diversity.of(DATA.only(0)));
    var problem = ConstrainedProblem.minimizeKlTo(DATA);
    var two = Diversity.of(DATA).atLeast(2);
    var elsewhere = Diversity.of(Problems.separate(0.5, 0.3, 0.2)).atLeast(2.5);
    Problems.refused("other data", () -> problem.subjectTo(elsewhere));
    problem.subjectTo(KlConstraint.to("diversity", DATA.only(1)).minShare(0.2)).subjectTo(two);
    Problems.refused("given to two constraints", problem::build);
    var alone = ConstrainedProblem.minimizeKlTo(DATA).subjectTo(two).build();
    Problems.refused("diversity.optimum()", () -> MixtureOracle.of(alone));
    Problems.refused("diversity.optimum()", () -> FeasibilityReport.of(alone));
    Problems.refused("-0.1", () -> two.shares(-0.1));
  }
}
