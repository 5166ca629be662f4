package io.github.constraineddiffusion.composition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SimplexNewtonTest {

  /** Up to eight models over six classes, many shares 0 or tiny: the duality gap closes on all. */
  @Test
  void closesTheGapOnHardClasses() {
    var random = new Random(80);
    for (int trial = 0; trial < 300; trial++) {
      var shares = new double[2 + random.nextInt(7)][];
      double tiny = Math.pow(10, -9 * random.nextDouble());
      Arrays.setAll(shares, i -> shares(random, tiny));
      check(OrOracle.classes(OrReading.KL, shares).optimum());
      check(OrOracle.crossEntropyOfClasses(new double[] {1, 2, 0, 0, 5, 0}, shares).optimum());
      check(AndOracle.classes(shares).optimum());
    }
  }

  private static void check(ComposedOptimum optimum) {
    assertEquals(optimum.dual(), optimum.u(), 1e-8 * Math.max(1, optimum.u()), optimum::toString);
    assertEquals(1, Arrays.stream(optimum.lambda()).sum(), 1e-12);
    assertTrue(Arrays.stream(optimum.lambda()).allMatch(lambda -> lambda >= 0));
  }

  /** Every model has the last class, so that their product exists. */
  private static double[] shares(Random random, double tiny) {
    var shares = new double[6];
    for (int c = 0; c < 5; c++) {
      int kind = random.nextInt(3);
      shares[c] = kind == 0 ? 0 : kind == 1 ? tiny : random.nextDouble();
    }
    shares[5] = random.nextBoolean() ? tiny : random.nextDouble();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  /**
   * A parabola whose peak (0.7, 0.5, −0.2) lies off the simplex: the projection is (0.6, 0.4, 0).
   */
  @Test
  void findsTheNearestPointOfTheSimplex() {
    double[] peak = {0.7, 0.5, -0.2};
    SimplexFunction parabola =
        lambda -> {
          double value = 0;
          var gradient = new double[3];
          for (int i = 0; i < 3; i++) {
            gradient[i] = peak[i] - lambda[i];
            value -= 0.5 * gradient[i] * gradient[i];
          }
          return new SimplexFunction.Slope(
              value, gradient, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        };
    assertArrayEquals(new double[] {0.6, 0.4, 0}, new SimplexNewton(parabola).maximize(3), 1e-12);
  }

  @Test
  void aFunctionThatIsNoNumberIsReported() {
    SimplexFunction wrong =
        lambda -> new SimplexFunction.Slope(0, new double[] {Double.NaN, 0}, new double[2][2]);
    var error = assertThrows(ArithmeticException.class, () -> new SimplexNewton(wrong).maximize(2));
    assertTrue(error.getMessage().contains("no maximum was found"), error.getMessage());
  }

  @Test
  void stopsWhenInterrupted() {
    AndOracle oracle = AndOracle.of(Models.circle(0, 6, 7));
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, oracle::optimum);
  }
}
