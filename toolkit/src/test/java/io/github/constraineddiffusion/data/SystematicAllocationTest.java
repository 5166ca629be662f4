package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SystematicAllocationTest {

  @Test
  void countsAreWithinOneOfTheirExpectationAndSumToTheBatch() {
    var random = new Random(1);
    for (int trial = 0; trial < 5000; trial++) {
      double[] weights = randomWeights(random);
      int n = 1 + random.nextInt(300);
      int[] counts = SystematicAllocation.counts(weights, random, n);
      assertEquals(n, Arrays.stream(counts).sum());
      for (int k = 0; k < counts.length; k++) {
        assertTrue(Math.abs(counts[k] - n * weights[k]) < 1 + 1e-9);
        assertTrue(weights[k] > 0 || counts[k] == 0, "a part of weight 0 got samples");
      }
    }
  }

  private static double[] randomWeights(Random random) {
    var weights = new double[1 + random.nextInt(6)];
    Arrays.setAll(weights, k -> random.nextInt(3) == 0 ? 0 : Math.exp(4 * random.nextGaussian()));
    weights[random.nextInt(weights.length)] = 1;
    return Weights.normalised(weights, weights.length, "parts");
  }

  @Test
  void countsAreUnbiased() {
    double[] weights = {0.94, 0.05, 0.01};
    var random = new Random(2);
    int trials = 40_000;
    var mean = new double[3];
    for (int trial = 0; trial < trials; trial++) {
      int[] counts = SystematicAllocation.counts(weights, random, 7);
      for (int k = 0; k < 3; k++) {
        mean[k] += counts[k] / (double) trials;
      }
    }
    // a count takes two neighbouring values: its standard error is at most ½/√trials = 0.0025
    assertArrayEquals(new double[] {6.58, 0.35, 0.07}, mean, 0.0125);
  }

  @Test
  void wholeExpectationsHaveNoVariance() {
    var random = new Random(3);
    for (int trial = 0; trial < 100; trial++) {
      assertArrayEquals(
          new int[] {256, 128, 128},
          SystematicAllocation.counts(new double[] {0.5, 0.25, 0.25}, random, 512));
    }
  }

  @Test
  void labelsAreExchangeable() {
    var random = new Random(4);
    int first = 0;
    for (int trial = 0; trial < 4000; trial++) {
      int[] labels = SystematicAllocation.shuffledLabels(new double[] {0.5, 0.5}, random, 8);
      assertEquals(4, Arrays.stream(labels).sum());
      first += labels[0];
    }
    // five standard errors of a fair coin
    assertEquals(0.5, first / 4000.0, 5 * 0.5 / Math.sqrt(4000));
  }
}
