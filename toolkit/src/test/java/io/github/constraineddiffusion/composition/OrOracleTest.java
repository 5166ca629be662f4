package io.github.constraineddiffusion.composition;

import static io.github.constraineddiffusion.composition.Models.along;
import static io.github.constraineddiffusion.composition.Models.randomWeights;
import static io.github.constraineddiffusion.composition.Models.refused;
import static io.github.constraineddiffusion.composition.Models.worst;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrOracleTest {

  @Test
  void solvesTheFigureOfThePaperInBothReadings() {
    OrOracle kl = OrOracle.of(OrReading.KL, Models.oneAgainstTwo());
    assertArrayEquals(new double[] {0.5, 0.5}, kl.optimum().lambda(), 1e-4);
    assertEquals(Math.log(2), kl.optimum().u(), 1e-4);
    OrOracle entropy = OrOracle.of(OrReading.CROSS_ENTROPY, Models.oneAgainstTwo());
    assertArrayEquals(new double[] {1 / 3.0, 2 / 3.0}, entropy.optimum().lambda(), 1e-4);
    double single = Math.log(2 * Math.PI * Math.E * 0.025);
    assertEquals(single + Math.log(3), entropy.optimum().u(), 1e-4);
    assertArrayEquals(new double[] {single, single + Math.log(2)}, entropy.entropies(), 1e-4);
    assertEquals(1 / 3.0, entropy.mixture(entropy.optimum().lambda()).weight(0), 1e-4);
    assertEquals(3, entropy.mixture(1, 0).size());
  }

  @ParameterizedTest
  @EnumSource(OrReading.class)
  void theDivergencesAreTheGradientOfTheDual(OrReading reading) {
    var random = new Random(50);
    for (int trial = 0; trial < 6; trial++) {
      OrOracle oracle = OrOracle.of(reading, Models.random(random, 3, 1, 2));
      double[] lambda = randomWeights(random, 3);
      double[] divergences = oracle.divergences(lambda);
      assertEquals(oracle.dual(lambda), along(lambda, divergences), 1e-12);
      double h = 1e-4 * lambda[0];
      double[] up = {lambda[0] - h, lambda[1] + h, lambda[2]};
      double[] down = {lambda[0] + h, lambda[1] - h, lambda[2]};
      double difference = (oracle.dual(up) - oracle.dual(down)) / (2 * h);
      assertEquals(divergences[1] - divergences[0], difference, 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(OrReading.class)
  void nothingIsBetterThanTheOptimum(OrReading reading) {
    var random = new Random(60);
    for (int trial = 0; trial < 10; trial++) {
      OrOracle oracle = OrOracle.of(reading, Models.random(random, 3, 1, 2));
      ComposedOptimum optimum = oracle.optimum();
      assertEquals(optimum.dual(), optimum.u(), 1e-8);
      for (int other = 0; other < 200; other++) {
        double[] lambda = randomWeights(random, 3);
        assertTrue(worst(oracle.divergences(lambda)) >= optimum.u() - 1e-9);
        assertTrue(oracle.dual(lambda) <= optimum.dual() + 1e-9);
      }
    }
  }

  /** The readings differ by the entropies only, at any weights. */
  @Test
  void crossEntropyIsDivergenceAndEntropy() {
    var random = new Random(70);
    GaussianMixture[] models = Models.random(random, 2, 2, 2);
    OrOracle kl = OrOracle.of(OrReading.KL, models);
    OrOracle entropy = OrOracle.of(OrReading.CROSS_ENTROPY, models);
    double[] lambda = randomWeights(random, 2);
    for (int i = 0; i < 2; i++) {
      double difference = entropy.divergences(lambda)[i] - kl.divergences(lambda)[i];
      assertEquals(kl.entropies()[i], difference, 1e-9);
    }
  }

  /** At (1, 0): KL(q₂‖q₁) = 0.4·log(0.4/0.7) + 0.6·log(0.6/0.3). */
  @Test
  void classesByHand() {
    OrOracle oracle =
        OrOracle.classes(OrReading.KL, new double[] {0.7, 0.3}, new double[] {0.4, 0.6});
    double expected = 0.4 * Math.log(0.4 / 0.7) + 0.6 * Math.log(0.6 / 0.3);
    assertArrayEquals(new double[] {0, expected}, oracle.divergences(1, 0), 1e-14);
    assertArrayEquals(new double[] {0.55, 0.45}, oracle.shares(0.5, 0.5), 1e-14);
    // the channel of two inputs with erasure ½ has capacity ½ log 2
    OrOracle erasure =
        OrOracle.classes(OrReading.KL, new double[] {0.5, 0.5, 0}, new double[] {0, 0.5, 0.5});
    assertEquals(0.5 * Math.log(2), erasure.optimum().u(), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5}, erasure.optimum().lambda(), 1e-9);
  }

  @Test
  void disjointClassesGetEqualWeightsOrThoseOfTheirEntropies() {
    double[][] shares = {{0.5, 0.5, 0, 0, 0}, {0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0}};
    OrOracle kl = OrOracle.classes(OrReading.KL, shares);
    assertArrayEquals(new double[] {0.5, 0.5}, kl.optimum().lambda(), 1e-9);
    assertEquals(Math.log(2), kl.optimum().u(), 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, kl.divergences(1, 0)[1]);
    OrOracle even = OrOracle.crossEntropyOfClasses(new double[] {7, 7, 7, 7, 7}, shares);
    assertArrayEquals(new double[] {0.4, 0.6}, even.optimum().lambda(), 1e-9);
    assertEquals(7 + Math.log(5), even.optimum().u(), 1e-11);
    assertArrayEquals(new double[] {7 + Math.log(2), 7 + Math.log(3)}, even.entropies(), 1e-12);
    double more = Math.log(3);
    OrOracle uneven = OrOracle.crossEntropyOfClasses(new double[] {more, more, 0, 0, 0}, shares);
    assertArrayEquals(new double[] {2 / 3.0, 1 / 3.0}, uneven.optimum().lambda(), 1e-9);
  }

  @Test
  void digitsKeepEveryModelEquallyClose() {
    OrOracle oracle = OrOracle.classes(OrReading.KL, Models.digits());
    ComposedOptimum optimum = oracle.optimum();
    double[] lambda = optimum.lambda();
    for (int i = 0; i < 3; i++) {
      assertEquals(0, lambda[i] * (optimum.u() - optimum.kl()[i]), 1e-9);
    }
    assertEquals(optimum.dual(), optimum.u(), 1e-9);
    double[] shares = oracle.shares(lambda);
    assertEquals(lambda[0] / 5, shares[0], 1e-15);
    assertEquals(lambda[0] / 5 + lambda[2] / 3, shares[2], 1e-15);
    assertEquals(0, shares[9]);
  }

  @Test
  void equalModelsLeaveAnyWeights() {
    double[] q = {0.2, 0.8};
    assertEquals(0, OrOracle.classes(OrReading.KL, q, q, q).optimum().u(), 1e-12);
    assertEquals(0, AndOracle.classes(q, q, q).optimum().u(), 1e-12);
  }

  @Test
  void refusesByName() {
    GaussianMixture[] models = Models.oneAgainstTwo();
    refused("1 models were given", () -> OrOracle.of(OrReading.KL, models[0]));
    var space = GaussianMixture.isotropic(1, new double[][] {{0, 0, 0}});
    refused("dimension 3", () -> OrOracle.of(OrReading.KL, space, space));
    double[][] shares = {{1, 0}, {0.5, 0.5}};
    refused("crossEntropyOfClasses", () -> OrOracle.classes(OrReading.CROSS_ENTROPY, shares));
    refused(
        "one finite number for each of 2 classes",
        () -> OrOracle.crossEntropyOfClasses(new double[] {1}, shares));
    OrOracle classes = OrOracle.classes(OrReading.KL, shares);
    refused("mixture(λ) needs densities", () -> classes.mixture(0.5, 0.5));
    refused("entropies() depend", classes::entropies);
    refused("sum to 1.5", () -> classes.dual(0.5, 1));
    OrOracle mixtures = OrOracle.of(OrReading.KL, models);
    refused("are of classes", () -> mixtures.shares(0.5, 0.5));
  }
}
