package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphShiftTest {
  private static final ForecastData DATA = GraphCases.ring();

  @Test
  void covariancesAreMeansOverPairs() {
    double[][] x = DATA.trainInputs();
    double[][] y = DATA.trainTargets();
    double[][] xx = GraphShift.covariance(DATA).matrix();
    double[][] xy = GraphShift.crossCovariance(DATA).matrix();
    double covariance = 0;
    double cross = 0;
    for (int m = 0; m < x[0].length; m++) {
      covariance += x[1][m] * x[4][m] / x[0].length;
      cross += 0.5 * (x[1][m] * y[4][m] + x[4][m] * y[1][m]) / x[0].length;
    }
    assertEquals(covariance, xx[1][4], 1e-12);
    assertEquals(cross, xy[1][4], 1e-12);
    assertEquals(xy[4][1], xy[1][4]);
  }

  @Test
  void nearestNeighboursAreTheStrongestCorrelationsOfEitherSide() {
    double[][] edges = GraphShift.nearestNeighbours(DATA, 1).matrix();
    double[][] c = GraphShift.covariance(DATA).matrix();
    for (int i = 0; i < edges.length; i++) {
      assertEquals(0, edges[i][i]);
      int best = -1;
      for (int j = 0; j < edges.length; j++) {
        boolean stronger =
            best < 0 || c[i][j] * c[i][j] / c[j][j] > c[i][best] * c[i][best] / c[best][best];
        best = j != i && stronger ? j : best;
        assertEquals(edges[i][j], edges[j][i]);
      }
      assertEquals(1, edges[i][best]);
      assertTrue(Arrays.stream(edges[i]).sum() >= 1);
    }
  }

  /** Channel 0: −0.9 with 1, 0.5 with 2; variances of 1, 4, 9 and 0.25 must not count. */
  @Test
  void neighboursAreFoundByAbsoluteCorrelation() {
    double[] s = {1, 2, 3, 0.5};
    double[][] r = {
      {1, -0.9, 0.5, 0.1}, {-0.9, 1, 0.6, 0.2}, {0.5, 0.6, 1, 0.3}, {0.1, 0.2, 0.3, 1}
    };
    double[][] c = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        c[i][j] = r[i][j] * s[i] * s[j];
      }
    }
    double[][] one = {{0, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 0}};
    double[][] two = {{0, 1, 1, 0}, {1, 0, 1, 1}, {1, 1, 0, 1}, {0, 1, 1, 0}};
    assertArrayEquals(one, Neighbours.adjacency(c, 1));
    assertArrayEquals(two, Neighbours.adjacency(c, 2));
  }

  @Test
  void theShuffledGraphIsACrossCovarianceOfOtherPairs() {
    List<GraphShift> all = GraphShift.all(DATA, 2, 3);
    List<String> names = List.of("C_XY", "C_XX", "identity", "k-NN", "shuffled");
    assertEquals(names, all.stream().map(GraphShift::name).toList());
    GraphShift expected = GraphShift.crossCovariance(DATA.shuffledTargets(3));
    assertArrayEquals(expected.matrix(), all.get(4).matrix());
    assertTrue(all.get(4).spectralNorm() < 0.7 * all.get(0).spectralNorm());
  }

  @Test
  void fewChannelsHaveFewNeighbours() {
    double[][] values = GraphCases.matrix(3, 60, 1);
    ForecastData three = TimeSeries.of("three", List.of("a", "b", "c"), values).forecast(1, 40, 15);
    double[][] all = GraphShift.all(three, 5, 0).get(3).matrix();
    assertArrayEquals(new double[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}, all);
    assertArrayEquals(
        GraphShift.nearestNeighbours(DATA, 2).matrix(), GraphShift.all(DATA, 2, 0).get(3).matrix());
    var e = assertThrows(IllegalArgumentException.class, () -> GraphShift.all(three, 0, 0));
    assertTrue(e.getMessage().startsWith("k is 0, but must lie from 1 to 2"), e.getMessage());
  }

  @Test
  void powerSumAddsThePowers() {
    GraphShift s = GraphShift.of("pair", new double[][] {{1, 2}, {2, 0}});
    double[][] square = {{5, 2}, {2, 4}};
    double[][] sum = s.powerSum(3);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals((i == j ? 1 : 0) + s.matrix()[i][j] + square[i][j], sum[i][j], 1e-12);
      }
    }
    assertEquals((1 + Math.sqrt(17)) / 2, s.spectralNorm(), 1e-12);
    assertArrayEquals(new double[][] {{1, 0}, {0, 1}}, s.powerSum(1));
  }

  @Test
  void bothScalesReachTheirNorm() {
    for (GraphShift s : GraphShift.all(DATA, 2, 3)) {
      GraphShift unit = s.normalised(ShiftScale.spectral());
      assertEquals(1, unit.spectralNorm(), 1e-12);
      assertEquals(s.name(), unit.name());
      GraphShift fixed = s.normalised(ShiftScale.powerSum(4, 5));
      assertEquals(5, Dense.of(fixed.powerSum(4)).getFrobeniusNorm(), 1e-9);
      assertTrue(fixed.matrix()[0][1] * s.matrix()[0][1] >= 0, "a positive multiple");
    }
  }

  /** Of −1 and fourteen times 0.0706 the sum of 30 powers has its norm three times. */
  @Test
  void theSmallestFactorIsTaken() {
    double[][] diagonal = new double[15][15];
    for (int i = 0; i < 15; i++) {
      diagonal[i][i] = i == 0 ? -1 : 0.0706;
    }
    double norm = 4.028;
    double factor = ShiftScale.powerSum(30, norm).factor(GraphShift.of("signs", diagonal));
    assertEquals(norm, powerSumNorm(factor), 1e-9);
    assertTrue(factor < 0.93996, "before the first maximum: " + factor);
    assertTrue(powerSumNorm(0.9925) < norm && powerSumNorm(1.05) > norm, "reached again");
  }

  private static double powerSumNorm(double a) {
    double one = (1 - Math.pow(-a, 30)) / (1 + a);
    double other = (1 - Math.pow(0.0706 * a, 30)) / (1 - 0.0706 * a);
    return Math.sqrt(one * one + 14 * other * other);
  }

  @Test
  void whatIsNoGraphIsRefusedWithARemedy() {
    var asymmetric = new double[][] {{1, 2}, {2.1, 0}};
    var e = assertThrows(IllegalArgumentException.class, () -> GraphShift.of("s", asymmetric));
    assertEquals(
        "graph s has 2.1 at (1, 0) and 2.0 at (0, 1), but must be symmetric: give" + " ½(S + Sᵀ)",
        e.getMessage());
    for (double[][] bad :
        new double[][][] {
          {{0, Double.POSITIVE_INFINITY}, {1, 0}},
          {{Double.NaN, 0}, {0, 1}},
          {{0, 1e-10}, {-1e-10, 0}}
        }) {
      assertThrows(IllegalArgumentException.class, () -> GraphShift.of("s", bad));
    }
    refused("s", new double[][] {{Double.NaN}}, "graph s has NaN at (0, 0), but must be finite: ");
    refused("a", new double[][] {{1, 2}, {2}}, "graph a: row 1 has 1 entry, row 0 has 2: ");
    refused("a", new double[][] {{1, 2, 3}, {2, 1, 3}}, "graph a is 2 × 3, but must be 2 × 2: ");
    refused("a", new double[0][], "graph a is empty, but needs at least 1 node");
    refused("a", new double[1][0], "graph a is 1 × 0, but must be 1 × 1");
    refused("a", null, "graph a is null");
    refused("a", new double[1][], "row 0 of graph a is null");
    refused(null, asymmetric, "a graph has no name");
    for (int k : new int[] {0, 6}) {
      e = assertThrows(IllegalArgumentException.class, () -> GraphShift.nearestNeighbours(DATA, k));
      assertTrue(e.getMessage().startsWith("k is " + k + ", but must lie from 1 to 5"));
    }
  }

  private static void refused(String name, double[][] s, String start) {
    var e = assertThrows(IllegalArgumentException.class, () -> GraphShift.of(name, s));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  @Test
  void normsThatNoFactorReachesAreRefused() {
    GraphShift s = GraphShift.identity(DATA);
    var e =
        assertThrows(IllegalArgumentException.class, () -> s.normalised(ShiftScale.powerSum(3, 2)));
    assertTrue(
        e.getMessage().contains("norm is 2.0, but must be above √n = 2.44949"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ShiftScale.powerSum(1, 9));
    assertThrows(IllegalArgumentException.class, () -> ShiftScale.powerSum(3, Double.NaN));
    GraphShift zero = GraphShift.of("none", new double[3][3]);
    for (ShiftScale scale : List.of(ShiftScale.spectral(), ShiftScale.powerSum(3, 9))) {
      e = assertThrows(IllegalArgumentException.class, () -> zero.normalised(scale));
      assertTrue(e.getMessage().startsWith("graph none is all zeros"), e.getMessage());
    }
  }
}
