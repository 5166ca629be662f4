package io.github.constraineddiffusion.constraint;

import static io.github.constraineddiffusion.constraint.Problems.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DisjointSharesTest {

  /** λᵢ = wᵢ(1 + Λ) − ρᵢ with 1 + Λ = 0.94/0.6. */
  @Test
  void solvesTheExampleOfThePapersNotes() {
    ExactOptimum optimum =
        DisjointShares.of(new double[] {0.05, 0.01}, new double[] {0.2, 0.2}).optimum();
    assertArrayEquals(new double[] {0.2633, 0.3033}, optimum.lambda(), 5e-5);
    double total = 0.94 / 0.6;
    assertArrayEquals(
        new double[] {0.2 * total - 0.05, 0.2 * total - 0.01}, optimum.lambda(), 1e-14);
    assertEquals(0.6, 0.94 * optimum.otherFactor(), 1e-14);
    double objective = 0.94 * Math.log(0.94 / 0.6) + 0.05 * Math.log(0.25) + 0.01 * Math.log(0.05);
    assertEquals(objective, optimum.objectiveNats(), 1e-14);
    assertEquals(objective, optimum.dualValue(), 1e-14);
  }

  @Test
  void keepsTheOptimalityConditionsOnRandomProblems() {
    var random = new Random(1);
    int inactive = 0;
    int secondRound = 0;
    for (int trial = 0; trial < 2000; trial++) {
      int m = 1 + random.nextInt(5);
      double[] rho = partOfOne(random, m);
      double[] w = partOfOne(random, m);
      ExactOptimum optimum = DisjointShares.of(rho, w).optimum();
      double total = 1 + Arrays.stream(optimum.lambda()).sum();
      for (int i = 0; i < m; i++) {
        double lambda = optimum.lambda()[i];
        double share = (rho[i] + lambda) / total;
        assertEquals(share, optimum.share()[i], 1e-12);
        assertTrue(lambda >= 0 && share >= w[i] - 1e-8);
        assertEquals(0, lambda * (share - w[i]), 1e-8);
        inactive += lambda == 0 ? 1 : 0;
        secondRound += lambda > 0 && rho[i] >= w[i] ? 1 : 0;
      }
      assertEquals(optimum.objectiveNats(), optimum.dualValue(), 1e-6);
    }
    assertTrue(inactive > 100 && secondRound > 20, inactive + ", " + secondRound);
  }

  /** Shares that leave something over, skewed. */
  private static double[] partOfOne(Random random, int m) {
    var parts = new double[m + 1];
    Arrays.setAll(parts, i -> Math.exp(1.5 * random.nextGaussian()));
    double sum = Arrays.stream(parts).sum();
    return Arrays.stream(parts, 0, m).map(part -> part / sum).toArray();
  }

  @Test
  void agreesWithTheOracleOnSeparateGaussians() {
    var random = new Random(2);
    for (int trial = 0; trial < 8; trial++) {
      double[] rho = partOfOne(random, 2);
      double[] w = partOfOne(random, 2);
      GaussianMixture q = Problems.separate(1 - rho[0] - rho[1], rho[0], rho[1]);
      ConstrainedProblem problem =
          ConstrainedProblem.minimizeKlTo(q)
              .subjectTo(KlConstraint.to("a", q.only(1)).minShare(w[0]))
              .subjectTo(KlConstraint.to("b", q.only(2)).minShare(w[1]))
              .build();
      ExactOptimum exact = DisjointShares.of(rho, w).optimum();
      ExactOptimum found = MixtureOracle.of(problem).optimum();
      assertArrayEquals(exact.lambda(), found.lambda(), 1e-6 * (1 + exact.lambda()[0]));
      assertArrayEquals(exact.nats(), found.nats(), 1e-7);
      assertArrayEquals(exact.share(), found.share(), 1e-7);
      assertEquals(exact.objectiveNats(), found.objectiveNats(), 1e-7);
    }
  }

  @Test
  void sharesThatFillEverythingAreSolvedWhereNothingElseIsThere() {
    ExactOptimum balanced =
        DisjointShares.of(new double[] {0.9, 0.1}, new double[] {0.5, 0.5}).optimum();
    assertArrayEquals(new double[] {0, 0.8}, balanced.lambda(), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5}, balanced.share(), 1e-12);
    double[] ten = new double[10];
    Arrays.fill(ten, 0.1);
    double[] skewed = {0.19, 0.11, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.01};
    assertArrayEquals(ten, DisjointShares.of(skewed, ten).optimum().share(), 1e-8);
  }

  @Test
  void keptConstraintsCostNothing() {
    ExactOptimum optimum =
        DisjointShares.of(new double[] {0.3, 0.5}, new double[] {0.3, 0.4}).optimum();
    assertArrayEquals(new double[2], optimum.lambda());
    assertEquals(0, optimum.objectiveNats(), 1e-15);
  }

  @Test
  void anAbsentClassIsBroughtIn() {
    ExactOptimum optimum = DisjointShares.of(new double[] {0}, new double[] {0.25}).optimum();
    assertEquals(1.0 / 3, optimum.lambda()[0], 1e-14);
    assertEquals(Math.log(4.0 / 3), optimum.objectiveNats(), 1e-14);
  }

  @Test
  void refusesWhatHasNoSolution() {
    refused("smallest shares sum to 1.1", () -> two(0.5, 0.6).optimum());
    refused("0.94 of the data lies in other classes", () -> two(0.5, 0.5).optimum());
    refused("minShare is 1.3", () -> two(1.3, 0.1));
    refused("minShare is NaN", () -> two(Double.NaN, 0.1));
    refused("rho[0] is -0.1", () -> DisjointShares.of(new double[] {-0.1}, new double[] {0.1}));
    refused("1 shares of the data and 2", () -> DisjointShares.of(new double[1], new double[2]));
    refused("0 shares of the data", () -> DisjointShares.of(new double[0], new double[0]));
    refused(
        "rho sums to 1.2",
        () -> DisjointShares.of(new double[] {0.6, 0.6}, new double[] {0.1, 0.1}));
    assertEquals(Math.log(1.1), two(0.5, 0.6).uStar(), 1e-15);
  }

  private static DisjointShares two(double first, double second) {
    return DisjointShares.of(new double[] {0.05, 0.01}, new double[] {first, second});
  }
}
