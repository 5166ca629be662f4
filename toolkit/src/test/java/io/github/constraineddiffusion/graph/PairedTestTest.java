package io.github.constraineddiffusion.graph;

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

  @Test
  void manyRunsUseTheNormalApproximation() {
    var a = new double[40];
    java.util.Arrays.setAll(a, i -> i % 4 == 0 ? -i - 1 : i + 1.5);
    PairedTest test = PairedTest.of("a", a, "b", new double[40]);
    assertTrue(test.wilcoxonP() > 0 && test.wilcoxonP() < 0.05, test.toString());
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
