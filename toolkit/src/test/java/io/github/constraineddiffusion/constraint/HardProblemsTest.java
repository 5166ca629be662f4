package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Problems on which grids and Newton steps go wrong first. */
class HardProblemsTest {

  @Test
  void classesFarApartAndOfDifferentWidthFollowTheLinearSystem() {
    var q =
        GaussianMixture.builder()
            .component(0.97, new double[] {0, 0}, 25)
            .component(0.02, new double[] {500, 0}, 0.01)
            .component(0.01, new double[] {0, 900}, new double[][] {{2, 1.3}, {1.3, 1}})
            .build();
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(q)
            .subjectTo(KlConstraint.to("narrow", q.only(1)).minShare(0.3))
            .subjectTo(KlConstraint.to("tilted", q.only(2)).minShare(0.1))
            .build();
    ExactOptimum exact =
        DisjointShares.of(new double[] {0.02, 0.01}, new double[] {0.3, 0.1}).optimum();
    ExactOptimum found = MixtureOracle.of(problem).optimum();
    assertArrayEquals(exact.lambda(), found.lambda(), 1e-8);
    assertEquals(exact.objectiveNats(), found.objectiveNats(), 1e-8);
  }

  /** A narrow class inside a wide one: the grid is fine where the narrow one is. */
  @Test
  void aNarrowClassInsideAWideOneIsResolved() {
    var q =
        GaussianMixture.builder()
            .component(0.99, new double[] {0, 0}, 1)
            .component(0.01, new double[] {0.3, 0.2}, 1e-4)
            .build();
    ConstrainedProblem problem =
        Problems.inNats(q, new GaussianMixture[] {q.only(1)}, new double[] {1});
    double coarse = MixtureOracle.of(problem).kl(0, 0.3);
    assertEquals(MixtureOracle.of(problem, 2).kl(0, 0.3), coarse, 1e-7);
    assertTrue(coarse < -Math.log(0.31 / 1.3), "a class inside another has a smaller divergence");
  }

  @Test
  void equalConstraintsShareTheirMultiplier() {
    GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);
    var twice = new GaussianMixture[] {q.only(1), q.only(1)};
    double nats = Math.log(5);
    double[] lambda =
        MixtureOracle.of(Problems.inNats(q, twice, new double[] {nats, nats})).optimum().lambda();
    double exact = DisjointShares.of(new double[] {0.05}, new double[] {0.2}).optimum().lambda()[0];
    assertEquals(exact, lambda[0] + lambda[1], 1e-8);
  }

  /** The dual function is linear along λ₁ − λ₂: the looser constraint must end at exactly 0. */
  @Test
  void ofTwoThresholdsOnOneSourceTheLooserIsFree() {
    GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);
    var twice = new GaussianMixture[] {q.only(1), q.only(1)};
    double[] nats = {Math.log(4), Math.log(5)};
    ConstrainedProblem problem = Problems.inNats(q, twice, nats);
    double exact =
        DisjointShares.of(new double[] {0.05}, new double[] {0.25}).optimum().lambda()[0];
    assertArrayEquals(new double[] {exact, 0}, MixtureOracle.of(problem).optimum().lambda(), 1e-8);
    assertEquals(Math.log(0.25), FeasibilityReport.of(problem).uStar(), 1e-9);
  }

  /** Thresholds within 0.1 … 0.0001 nats of the limit, where multipliers reach the thousands. */
  @Test
  void problemsAtTheLimitOfFeasibilityAreStillSolved() {
    var random = new Random(10);
    double largest = 0;
    for (int trial = 0; trial < 200; trial++) {
      int m = 1 + random.nextInt(6);
      GaussianMixture q = Problems.randomMixture(random, 1, m + 1);
      var sources = new GaussianMixture[m];
      Arrays.setAll(
          sources,
          i -> random.nextBoolean() ? q.only(random.nextInt(m)) : q.only(i, random.nextInt(m)));
      double[] nats = random.doubles(m, 0.01, 2).toArray();
      double room = Math.pow(10, -1 - trial % 4);
      double uStar = FeasibilityReport.of(Problems.inNats(q, sources, nats)).uStar();
      double[] tight = Arrays.stream(nats).map(b -> Math.max(1e-4, b + uStar + room)).toArray();
      MixtureOracle oracle = MixtureOracle.of(Problems.inNats(q, sources, tight));
      double[] lambda = oracle.optimum().lambda();
      double[] violation = oracle.dualGradient(lambda);
      for (int i = 0; i < m; i++) {
        assertTrue(violation[i] <= 1e-6);
        assertTrue(lambda[i] == 0 || violation[i] >= -1e-6);
        largest = Math.max(largest, lambda[i]);
      }
    }
    assertTrue(largest > 1000, "the trials were too easy: " + largest);
  }
}
