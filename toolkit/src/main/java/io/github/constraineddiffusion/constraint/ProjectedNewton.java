package io.github.constraineddiffusion.constraint;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * Maximises a concave function over λ ≥ 0 by Newton steps on the free multipliers, projected and
 * shortened until the function rises (Bertsekas 1982).
 */
final class ProjectedNewton {
  private static final int MOST_STEPS = 500;
  private static final double TOLERANCE = 1e-11;
  private static final double STALLED = 1e-7;
  private static final double SINGULAR = 1e-13;
  private static final double ROUNDING = 1e-13;

  private final ConcaveFunction function;

  ProjectedNewton(ConcaveFunction function) {
    this.function = function;
  }

  private record State(double[] x, ConcaveFunction.Slope slope) {
    /** The largest violation of the optimality conditions. */
    double residual() {
      double worst = 0;
      for (int i = 0; i < x.length; i++) {
        double g = slope.gradient()[i];
        worst = Math.max(worst, x[i] > 0 ? Math.abs(g) : Math.max(0, g));
      }
      return worst;
    }

    int[] free() {
      return IntStream.range(0, x.length)
          .filter(i -> x[i] > 0 || slope.gradient()[i] > 0)
          .toArray();
    }
  }

  /**
   * Returns the maximiser.
   *
   * @throws ArithmeticException if the steps stop short of it, as they do where there is none
   */
  double[] maximize(double[] start) {
    State state = at(start.clone());
    for (int step = 0; step < MOST_STEPS && state.residual() > TOLERANCE; step++) {
      State next = rise(state, newtonDirection(state));
      if (next == null) {
        next = rise(state, scaledGradient(state));
      }
      if (next == null) {
        break;
      }
      state = next;
    }
    if (!(state.residual() <= STALLED)) {
      throw new ArithmeticException(
          "no maximum was found: at multipliers %s the gradient is still %s"
              .formatted(Arrays.toString(state.x), Arrays.toString(state.slope.gradient())));
    }
    return state.x;
  }

  private State at(double[] x) {
    return new State(x, function.slope(x));
  }

  /** Returns the first point on the projected ray that is better, or null if none is. */
  private State rise(State state, double[] direction) {
    double length = 1;
    for (int halving = 0; halving < 60 && direction != null; halving++) {
      State trial = step(state, direction, length);
      if (improves(state, trial)) {
        return trial;
      }
      length /= 2;
    }
    return null;
  }

  private State step(State from, double[] direction, double length) {
    var x = new double[from.x.length];
    Arrays.setAll(x, i -> Math.max(0, from.x[i] + length * direction[i]));
    State trial = at(x);
    // near 0 the function can be as steep as a logarithm: a multiplier that would be wanted back is
    // made smaller instead
    boolean kept = false;
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 0 && from.x[i] > 0 && !(trial.slope.gradient()[i] <= 0)) {
        x[i] = from.x[i] / 10;
        kept = true;
      }
    }
    return kept ? at(x) : trial;
  }

  /**
   * Says whether the function rises enough. Where the gain drowns in rounding the slope at the end
   * decides: by concavity the gain is at least that slope times the step.
   */
  private static boolean improves(State from, State to) {
    double expected = 0;
    double atLeast = 0;
    for (int i = 0; i < from.x.length; i++) {
      double change = to.x[i] - from.x[i];
      expected += from.slope.gradient()[i] * change;
      atLeast += to.slope.gradient()[i] * change;
    }
    double gain = to.slope.value() - from.slope.value();
    boolean rises = gain > 0 && gain >= 1e-4 * expected;
    boolean levels = to.residual() < 0.9 * from.residual() && Math.abs(gain) <= noise(from);
    return expected > 0 && atLeast >= 0 || rises || levels;
  }

  private static double noise(State state) {
    double scale = 1 + Math.abs(state.slope.value());
    for (double x : state.x) {
      scale += x;
    }
    return ROUNDING * scale;
  }

  /** Solves −H·d = g on the free multipliers, scaled to a unit diagonal. */
  private double[] newtonDirection(State state) {
    int[] free = state.free();
    double[][] hessian = function.hessian(state.x);
    var matrix = new double[free.length][free.length];
    var right = new double[free.length];
    var scale = new double[free.length];
    Arrays.setAll(scale, a -> Math.sqrt(Math.max(Double.MIN_NORMAL, -hessian[free[a]][free[a]])));
    for (int a = 0; a < free.length; a++) {
      right[a] = state.slope.gradient()[free[a]] / scale[a];
      for (int b = 0; b < free.length; b++) {
        matrix[a][b] = -hessian[free[a]][free[b]] / scale[a] / scale[b];
      }
    }
    double[] solved = solve(matrix, right);
    var direction = new double[state.x.length];
    double slope = 0;
    for (int a = 0; a < free.length; a++) {
      direction[free[a]] = solved[a] / scale[a];
      slope += direction[free[a]] * state.slope.gradient()[free[a]];
    }
    return slope > 0 ? direction : null;
  }

  /**
   * Solves by eigenvectors with the eigenvalues held above 0: two constraints on the same source
   * make the Hessian singular, and a long step then goes to the boundary, where the looser one
   * ends.
   */
  private static double[] solve(double[][] matrix, double[] right) {
    var eigen = new EigenDecomposition(new Array2DRowRealMatrix(matrix));
    RealVector solution = new ArrayRealVector(right.length);
    for (int k = 0; k < right.length; k++) {
      RealVector axis = eigen.getEigenvector(k);
      double along = axis.dotProduct(new ArrayRealVector(right));
      double curvature = Math.max(SINGULAR, eigen.getRealEigenvalue(k));
      solution = solution.add(axis.mapMultiply(along / curvature));
    }
    return solution.toArray();
  }

  /** The gradient on the free multipliers, each divided by its own curvature. */
  private double[] scaledGradient(State state) {
    double[][] hessian = function.hessian(state.x);
    var direction = new double[state.x.length];
    for (int i : state.free()) {
      direction[i] =
          state.slope.gradient()[i] / Math.max(Double.MIN_NORMAL, Math.abs(hessian[i][i]));
    }
    return direction;
  }
}
