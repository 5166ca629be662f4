package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeTestTest {
  private static final double[] ZEROS = new double[60];

  /** Stationary z(t+1) = φz(t) + ξ(t) of mean 0. */
  private static double[] series(int length, double phi, long seed) {
    var random = new SplittableRandom(seed);
    var z = new double[length];
    z[0] = random.nextGaussian() / Math.sqrt(1 - phi * phi);
    for (int t = 1; t < length; t++) {
      z[t] = phi * z[t - 1] + random.nextGaussian();
    }
    return z;
  }

  private static TimeTest test(double[] d, int block, long seed) {
    return TimeTest.of("a", d, "b", new double[d.length], block, seed);
  }

  @Test
  void ofIndependentDataItIsStudentsInterval() {
    double[] d = series(200, 0, 1);
    IntervalEstimate student = IntervalEstimate.mean(d);
    for (int block : new int[] {1, 5}) {
      double ratio = test(d, block, 0).difference().margin95() / student.margin95();
      assertEquals(1, ratio, block == 1 ? 0.03 : 0.2, "blocks of " + block);
    }
    IntervalEstimate single = test(d, 1, 0).difference();
    assertEquals(student.value(), single.value(), 1e-12);
    assertEquals(student.standardError(), single.standardError(), 0.02 * student.standardError());
  }

  /** The exact variance of blocks' sums, by enumeration: M beginnings, all as likely. */
  @Test
  void theStandardErrorIsThatOfTheCircle() {
    double[] d = {3, 1, 4, 1, 5, 9, 2, 6};
    double mean = 31 / 8.0;
    double variance = 0;
    for (int t = 0; t < 8; t++) {
      double sum = d[t] + d[(t + 1) % 8] - 2 * mean;
      variance += sum * sum / 8;
    }
    double exact = Math.sqrt(4 * variance / 64 / (1 - 2 / 8.0));
    assertEquals(exact, test(d, 2, 3).difference().standardError(), 0.02 * exact);
  }

  /** Of AR(1) of φ = 0.5 single numbers cover 74 %, being √3 too sure; blocks mend it. */
  @Test
  void blocksCoverTheMeanOfDependentData() {
    assertEquals(0.94, coverage(400, 0.5, 20), 0.03);
    assertEquals(0.74, coverage(400, 0.5, 1), 0.06);
    assertEquals(0.95, coverage(400, 0, 1), 0.03);
    assertEquals(0.87, coverage(59, 0.5, 4), 0.04, "few blocks: what the class says");
  }

  private static double coverage(int length, double phi, int block) {
    int trials = 600;
    int covered = 0;
    for (int seed = 0; seed < trials; seed++) {
      var bootstrap = new BlockBootstrap(series(length, phi, 7919L * seed), block, 400, seed);
      IntervalEstimate mean = bootstrap.mean();
      boolean holds = mean.lower() <= 0 && mean.upper() >= 0;
      assertEquals(holds, bootstrap.p() > 0.05, "interval and p-value agree");
      covered += holds ? 1 : 0;
    }
    return covered / (double) trials;
  }

  @Test
  void theSeedDecides() {
    double[] d = series(60, 0.3, 4);
    assertEquals(test(d, 4, 1), test(d, 4, 1));
    assertNotEquals(test(d, 4, 1), test(d, 4, 2));
    assertNotEquals(test(d, 4, 1).difference(), test(d, 5, 1).difference());
  }

  @Test
  void equalErrorsHaveAPValueOfOneAndAShiftIsCertain() {
    assertEquals(1, test(ZEROS, 4, 0).p());
    assertEquals(0, test(ZEROS, 4, 0).difference().margin95());
    double[] shifted = Arrays.stream(series(60, 0.3, 4)).map(v -> v - 5).toArray();
    assertEquals(1 / 10_001.0, test(shifted, 4, 0).p(), 1e-12);
    assertTrue(test(shifted, 4, 0).difference().upper() < 0, "the first is better");
  }

  @Test
  void theUsualBlockGrowsWithTheSeriesAndTheHorizon() {
    assertEquals(4, TimeTest.usualBlock(59, 1));
    assertEquals(4, TimeTest.usualBlock(64, 3));
    assertEquals(6, TimeTest.usualBlock(55, 5));
    assertEquals(5, TimeTest.usualBlock(100, 1));
  }

  @Test
  void whatCannotBeResampledIsRefused() {
    for (int block : new int[] {-1, 0, 31, 61}) {
      var e = assertThrows(IllegalArgumentException.class, () -> test(ZEROS, block, 0));
      assertTrue(e.getMessage().startsWith("block is " + block + ", but must lie from 1 to 30"));
    }
    var few = assertThrows(IllegalArgumentException.class, () -> test(new double[5], 4, 0));
    assertEquals(
        "block is 4, but must lie from 1 to 2, so that 5 test pairs hold two: raise testScans of"
            + " forecast by 3 or more, or name a shorter block",
        few.getMessage());
    few = assertThrows(IllegalArgumentException.class, () -> test(new double[1], 1, 0));
    assertTrue(few.getMessage().endsWith("raise testScans of forecast"), few.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new BlockBootstrap(ZEROS, 4, 99, 0));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TimeTest.of("a", ZEROS, "b", new double[59], 4, 0));
    assertTrue(e.getMessage().endsWith("take both from the same data"), e.getMessage());
  }
}
