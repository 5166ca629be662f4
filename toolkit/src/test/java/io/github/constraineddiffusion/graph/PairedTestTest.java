package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedTestTest {
  private static final double[] ZEROS = new double[5];

  /** Differences 1 … 5: t = 3/√(2.5/5) with 4 degrees of freedom; all of 2⁵ signs are positive. */
  @Test
  void theTestsAreThoseOfTheDifferences() {
    PairedTest test =
        PairedTest.of("a", new double[] {6, 8, 1, 4, 5}, "b", new double[] {5, 3, -3, 2, 2});
    assertEquals(3, test.difference().value(), 1e-12);
    double t2 = 18;
    double tail = 1 + t2 / 4;
    double cdf = 0.5 + 0.375 * Math.sqrt(t2 / tail) * (1 - t2 / (12 * tail));
    assertEquals(2 * (1 - cdf), test.studentP(), 1e-9);
    assertEquals(2.0 / 32, test.wilcoxonP(), 1e-12);
    assertEquals(3 - 2.7764451 * Math.sqrt(0.5), test.difference().lower(), 1e-6);
  }

  /** As R: p.adjust(c(0.01, 0.04, 0.03, 0.5), "holm"). */
  @Test
  void holmCorrectsInOrderAndNeverFalls() {
    double[] corrected = PairedTest.holm(0.01, 0.04, 0.03, 0.5);
    assertArrayEquals(new double[] {0.04, 0.09, 0.09, 0.5}, corrected, 1e-12);
    assertArrayEquals(new double[] {1, 1}, PairedTest.holm(0.9, 0.6), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> PairedTest.holm(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> PairedTest.holm(1.5));
  }

  @Test
  void equalSamplesHaveAPValueOfOne() {
    PairedTest test = PairedTest.of("a", ZEROS, "b", ZEROS);
    assertEquals(1, test.studentP());
    assertEquals(1, test.wilcoxonP());
    assertEquals(0, test.difference().margin95());
  }

  @Test
  void aConstantDifferenceIsCertainForStudentAndTiesCountForWilcoxon() {
    PairedTest test = PairedTest.of("a", new double[] {1, 1, 1, 1, 1}, "b", ZEROS);
    assertEquals(0, test.studentP());
    assertEquals(2.0 / 32, test.wilcoxonP(), 1e-12);
    PairedTest partly = PairedTest.of("a", new double[] {0, 0, 1, 2, 3}, "b", ZEROS);
    assertEquals(2.0 / 8, partly.wilcoxonP(), 1e-12, "three pairs differ");
  }

  /** By hand: rank 2 alone is negative, 3 of 32 signs have a negative sum of 2 at most. */
  @Test
  void wilcoxonCountsSignsExactly() {
    assertEquals(6.0 / 32, wilcoxon(1, -2, 3, 4, 5), 1e-12);
    assertEquals(
        12.0 / 32, wilcoxon(1, 1, 1, 1, -1), 1e-12, "ties: 6 signs have one minus at most");
    // scipy.stats.wilcoxon(d, method='exact') of scipy 1.17
    assertEquals(0.05019187927246094, wilcoxon(mixed()), 1e-12);
  }

  /** 1 to 21, the 18th, 20th and 21st negative. */
  private static double[] mixed() {
    double[] d = new double[21];
    java.util.Arrays.setAll(d, i -> i + 1);
    for (int rank : new int[] {18, 20, 21}) {
      d[rank - 1] *= -1;
    }
    return d;
  }

  private static double wilcoxon(double... d) {
    return PairedTest.of("a", d, "b", new double[d.length]).wilcoxonP();
  }

  @Test
  void unequalSamplesAreRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> PairedTest.of("a", new double[] {1}, "b", new double[] {2}));
    assertTrue(e.getMessage().endsWith("train more runs"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> PairedTest.of("a", new double[4], "b", ZEROS));
  }
}
