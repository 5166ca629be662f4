package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

class TangentKernelTest {
  private static final int NODES = 5;
  private static final int PAIRS = 7;
  private static final int TAPS = 3;
  private static final int FEATURES = 4;
  private static final double[][] X = GraphCases.matrix(NODES, PAIRS, 1);
  private static final double[][] Y = GraphCases.matrix(NODES, PAIRS, 2);
  private static final double[][] H = GraphCases.matrix(FEATURES, TAPS, 3);
  private static final double[][] G = GraphCases.matrix(FEATURES, TAPS, 4);
  private static final GraphShift S = GraphCases.shift(NODES, 5);

  /** {@return Θ of a model by central differences, rows as vec puts them} */
  private static double[][] byDifferences(Function<double[], double[][]> model, double[] weights) {
    double step = 1e-5;
    RealMatrix theta = MatrixUtils.createRealMatrix(NODES * PAIRS, NODES * PAIRS);
    for (int p = 0; p < weights.length; p++) {
      double[] up = weights.clone();
      double[] down = weights.clone();
      up[p] += step;
      down[p] -= step;
      RealMatrix change = Dense.of(model.apply(up)).subtract(Dense.of(model.apply(down)));
      RealVector column = new ArrayRealVector(Dense.flat(change)).mapDivide(2 * step);
      theta = theta.add(column.outerProduct(column));
    }
    return theta.getData();
  }

  private static double[] networkWeights() {
    return Stream.of(H, G).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void assertClose(double[][] expected, double[][] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], tolerance);
    }
  }

  @Test
  void theFiltersKernelIsThatOfFiniteDifferences() {
    double[] h = {0.3, -0.7, 0.2};
    double[][] expected = byDifferences(w -> GraphFilter.predict(S, w, X), h);
    assertClose(expected, TangentKernel.filter(S, TAPS, X).matrix(), 1e-4);
  }

  @Test
  void theNetworksKernelIsThatOfFiniteDifferences() {
    double[][] expected =
        byDifferences(w -> GraphCases.network(S, w, FEATURES, TAPS, X), networkWeights());
    assertClose(expected, TangentKernel.network(S, H, G, X).matrix(), 1e-4);
  }

  @Test
  void alignmentAndEigenvaluesAreThoseOfTheMatrix() {
    TangentKernel[] kernels = {TangentKernel.filter(S, TAPS, X), TangentKernel.network(S, H, G, X)};
    for (TangentKernel kernel : kernels) {
      var theta = new Array2DRowRealMatrix(kernel.matrix());
      RealVector y = new ArrayRealVector(Dense.flat(Dense.of(Y)));
      assertEquals(y.dotProduct(theta.operate(y)), kernel.alignment(Y), 1e-6);
      double[] expected = new EigenDecomposition(theta).getRealEigenvalues();
      double[] rising = expected.clone();
      Arrays.sort(rising);
      double[] falling = kernel.eigenvalues(NODES * PAIRS);
      for (int i = 0; i < falling.length; i++) {
        assertEquals(rising[rising.length - 1 - i], falling[i], 1e-8 * falling[0]);
      }
    }
    assertArrayEquals(new double[2], Arrays.copyOfRange(kernels[0].eigenvalues(5), 3, 5), "rank 3");
  }

  @Test
  void theAlignmentIsAtLeastTheBound() {
    for (int seed = 0; seed < 200; seed++) {
      GraphShift s = GraphCases.shift(NODES, 100 + seed);
      double[][] y = GraphCases.matrix(NODES, PAIRS, 1_000 + seed);
      for (int taps = 1; taps <= 4; taps++) {
        double alignment = TangentKernel.filter(s, taps, X).alignment(y);
        double bound = TangentKernel.bound(s, taps, X, y);
        assertTrue(alignment >= bound * (1 - 1e-12), alignment + " < " + bound);
        assertTrue(taps > 1 || Math.abs(alignment - bound) < 1e-9 * bound, "equal for one tap");
      }
    }
  }

  /** With two taps Σ S^k = I + S can be any symmetric matrix: S = cC − I makes it cC. */
  @Test
  void atAFixedNormTheBoundIsLargestForTheCrossCovariance() {
    ForecastData data = GraphCases.ring();
    double[][] x = data.trainInputs();
    double[][] y = data.trainTargets();
    RealMatrix c = GraphShift.crossCovariance(data).operator();
    double norm = 6;
    double size = c.getFrobeniusNorm();
    double best = TangentKernel.bound(withSum(c.scalarMultiply(norm / size)), 2, x, y);
    double pairs = x[0].length;
    assertEquals(norm * norm * pairs * pairs * size * size / 2, best, 1e-6 * best);
    assertEquals(best, TangentKernel.largestBound(2, norm, x, y), 1e-9 * best);
    ShiftScale fixed = ShiftScale.powerSum(2, norm);
    for (GraphShift s : GraphShift.all(data, 2, 3)) {
      assertTrue(TangentKernel.bound(s.normalised(fixed), 2, x, y) <= best, s.name());
    }
    for (int seed = 0; seed < 3_000; seed++) {
      RealMatrix random = GraphCases.shift(6, seed).operator();
      RealMatrix sum = random;
      if (seed % 2 == 1) { // close to C itself
        sum = c.scalarMultiply(1 / size).add(random.scalarMultiply(0.3));
      }
      sum = sum.scalarMultiply(norm / sum.getFrobeniusNorm());
      assertTrue(TangentKernel.bound(withSum(sum), 2, x, y) < best);
    }
  }

  private static GraphShift withSum(RealMatrix sum) {
    RealMatrix s = sum.subtract(MatrixUtils.createRealIdentityMatrix(6));
    return GraphShift.of("of a sum", s.getData());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    double[][] six = GraphCases.matrix(6, PAIRS, 1);
    var e = assertThrows(IllegalArgumentException.class, () -> TangentKernel.filter(S, TAPS, six));
    assertTrue(e.getMessage().startsWith("x is 6 × 7, but must be 5 ×"), e.getMessage());
    assertTrue(e.getMessage().contains(": graph random "), e.getMessage());
    TangentKernel kernel = TangentKernel.filter(S, TAPS, X);
    assertThrows(IllegalArgumentException.class, () -> kernel.alignment(six));
    assertThrows(IllegalArgumentException.class, () -> kernel.eigenvalues(36));
    assertThrows(IllegalArgumentException.class, () -> kernel.eigenvalues(0));
    assertThrows(IllegalArgumentException.class, () -> TangentKernel.filter(S, 0, X));
    double[][] two = GraphCases.matrix(FEATURES, 2, 1);
    assertThrows(IllegalArgumentException.class, () -> TangentKernel.network(S, H, two, X));
    TangentKernel large = TangentKernel.filter(S, 2, GraphCases.matrix(NODES, 801, 1));
    e = assertThrows(IllegalArgumentException.class, large::matrix);
    assertTrue(e.getMessage().startsWith("the kernel has 4,005 rows"), e.getMessage());
  }
}
