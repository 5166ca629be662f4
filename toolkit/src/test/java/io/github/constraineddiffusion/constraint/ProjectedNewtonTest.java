package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectedNewtonTest {

  /** A strictly concave quadratic bᵀx − ½xᵀAx. */
  private record Quadratic(double[][] a, double[] b) implements ConcaveFunction {
    @Override
    public Slope slope(double[] x) {
      double[] gradient = b.clone();
      double value = 0;
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x.length; j++) {
          gradient[i] -= a[i][j] * x[j];
        }
        value += x[i] * (b[i] + gradient[i]) / 2;
      }
      return new Slope(value, gradient);
    }

    @Override
    public double[][] hessian(double[] x) {
      return Arrays.stream(a)
          .map(row -> Arrays.stream(row).map(v -> -v).toArray())
          .toArray(double[][]::new);
    }
  }

  /** Σ wᵢ log xᵢ − c Σ xᵢ: infinitely steep at 0, with the maximum at xᵢ = wᵢ/c. */
  private record Steep(double[] w, double c) implements ConcaveFunction {
    @Override
    public Slope slope(double[] x) {
      double value = 0;
      var gradient = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        value += w[i] * Math.log(x[i]) - c * x[i];
        gradient[i] = w[i] / x[i] - c;
      }
      return new Slope(value, gradient);
    }

    @Override
    public double[][] hessian(double[] x) {
      var hessian = new double[x.length][x.length];
      for (int i = 0; i < x.length; i++) {
        hessian[i][i] = -w[i] / (x[i] * x[i]);
      }
      return hessian;
    }
  }

  @Test
  void findsTheMaximumOfAnIllConditionedQuadraticInside() {
    double[][] a = {{1, 0.9999}, {0.9999, 1}};
    double[] exact = {2, 3};
    double[] b = {2 + 3 * 0.9999, 2 * 0.9999 + 3};
    double[] found = new ProjectedNewton(new Quadratic(a, b)).maximize(new double[] {1, 1});
    assertArrayEquals(exact, found, 1e-6);
  }

  @Test
  void keepsTheOptimalityConditionsOfRandomQuadratics() {
    var random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      int n = 1 + random.nextInt(6);
      var quadratic = randomQuadratic(random, n);
      var start = new double[n];
      Arrays.setAll(start, i -> random.nextInt(3) * random.nextDouble());
      double[] x = new ProjectedNewton(quadratic).maximize(start);
      double[] gradient = quadratic.slope(x).gradient();
      for (int i = 0; i < n; i++) {
        assertEquals(0, x[i] > 0 ? gradient[i] : Math.max(0, gradient[i]), 1e-7);
      }
    }
  }

  private static Quadratic randomQuadratic(Random random, int n) {
    var factor = new double[n][n];
    for (double[] row : factor) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    var a = new double[n][n];
    var b = new double[n];
    for (int i = 0; i < n; i++) {
      b[i] = random.nextGaussian();
      for (int j = 0; j < n; j++) {
        a[i][j] = i == j ? 0.01 : 0;
        for (int k = 0; k < n; k++) {
          a[i][j] += factor[i][k] * factor[j][k];
        }
      }
    }
    return new Quadratic(a, b);
  }

  @Test
  void staysAwayFromABoundaryThatIsInfinitelySteep() {
    var steep = new Steep(new double[] {1e-6, 1, 50}, 3);
    double[] found = new ProjectedNewton(steep).maximize(new double[] {40, 40, 40});
    assertArrayEquals(new double[] {1e-6 / 3, 1.0 / 3, 50.0 / 3}, found, 1e-9);
  }

  @Test
  void saysThatAnUnboundedFunctionHasNoMaximum() {
    var linear = new Quadratic(new double[1][1], new double[] {1});
    assertThrows(
        ArithmeticException.class, () -> new ProjectedNewton(linear).maximize(new double[] {1}));
  }
}
