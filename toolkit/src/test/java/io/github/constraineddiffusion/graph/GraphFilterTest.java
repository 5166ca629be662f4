package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

class GraphFilterTest {
  private static final GraphShift S = GraphCases.shift(5, 5);
  private static final double[][] X = GraphCases.matrix(5, 40, 1);

  @Test
  void leastSquaresFindsTheTapsThatMadeTheTargets() {
    double[] h = {0.5, -1, 0.25};
    double[][] y = GraphFilter.predict(S, h, X);
    assertArrayEquals(h, GraphFilter.leastSquares(S, 3, X, y), 1e-10);
    assertEquals(0, GraphFilter.mse(S, h, X, y), 1e-20);
  }

  @Test
  void noOtherTapsAreBetterOnNoise() {
    double[][] y = GraphCases.matrix(5, 40, 9);
    double[] best = GraphFilter.leastSquares(S, 3, X, y);
    double least = GraphFilter.mse(S, best, X, y);
    for (int k = 0; k < 3; k++) {
      for (double change : new double[] {-1e-3, 1e-3}) {
        double[] h = best.clone();
        h[k] += change;
        assertTrue(GraphFilter.mse(S, h, X, y) > least);
      }
    }
    assertEquals(
        GraphCases.mse(new double[5][40], y), GraphFilter.mse(S, new double[3], X, y), 1e-12);
  }

  @Test
  void withTheIdentityAllTapsAreEqual() {
    GraphShift identity =
        GraphShift.of("identity", MatrixUtils.createRealIdentityMatrix(5).getData());
    double[][] y = Dense.of(X).scalarMultiply(0.6).getData();
    double[] equal = {0.2, 0.2, 0.2};
    assertArrayEquals(equal, GraphFilter.leastSquares(identity, 3, X, y), 1e-10);
  }

  @Test
  void sizesAreChecked() {
    double[][] short39 = GraphCases.matrix(5, 39, 1);
    assertThrows(IllegalArgumentException.class, () -> GraphFilter.leastSquares(S, 2, X, short39));
    assertThrows(IllegalArgumentException.class, () -> GraphFilter.leastSquares(S, 0, X, X));
    assertThrows(IllegalArgumentException.class, () -> GraphFilter.predict(S, new double[0], X));
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> GraphFilter.mse(S, new double[] {1}, X, short39));
    assertTrue(e.getMessage().startsWith("y is 5 × 39, but must be 5 × 40"), e.getMessage());
    assertTrue(e.getMessage().contains(": graph random "), e.getMessage());
  }
}
