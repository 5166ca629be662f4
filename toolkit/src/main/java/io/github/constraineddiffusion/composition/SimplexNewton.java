package io.github.constraineddiffusion.composition;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Maximises a concave function over the simplex: each step maximises the quadratic model over the
 * simplex (pairwise, see {@link SimplexQuadratic}) and is shortened until the function rises. The
 * model may be flat: λ* need not be unique.
 */
final class SimplexNewton {
  private static final int MOST_STEPS = 300;
  private static final int MOST_HALVINGS = 60;
  private static final double TOLERANCE = 1e-12;
  private static final double STALLED = 1e-8;
  private static final double ARMIJO = 1e-4;
  private static final double ROUNDING = 1e-13;
  private static final double SHARE_KEPT = 0.1;

  private record State(double[] lambda, SimplexFunction.Slope slope) {
    double gap() {
      return slope.gap(lambda);
    }

    double scale() {
      return Math.max(1, Math.abs(slope.value()));
    }
  }

  private final SimplexFunction function;

  SimplexNewton(SimplexFunction function) {
    this.function = function;
  }

  /**
   * Returns a maximiser, found from equal weights.
   *
   * @throws ArithmeticException if the steps stop short of it
   */
  double[] maximize(int size) {
    var equal = new double[size];
    Arrays.fill(equal, 1.0 / size);
    State state = at(equal);
    for (int step = 0; step < MOST_STEPS && state.gap() > TOLERANCE * state.scale(); step++) {
      if (Thread.interrupted()) {
        throw new CancellationException("the search for the optimal weights was interrupted");
      }
      State next = rise(state, SimplexQuadratic.maximize(state.lambda, state.slope));
      if (next == null) {
        break;
      }
      state = next;
    }
    if (!(state.gap() <= STALLED * state.scale())) {
      throw new ArithmeticException(
          "no maximum was found: at weights %s the dual function is still %s below its bound"
              .formatted(Arrays.toString(state.lambda), state.gap()));
    }
    return state.lambda;
  }

  private State at(double[] lambda) {
    return new State(lambda, function.slope(lambda));
  }

  /** Returns the first point towards the target that is better, or null if none is. */
  private State rise(State from, double[] target) {
    double length = 1;
    for (int halving = 0; halving < MOST_HALVINGS; halving++) {
      State trial = at(between(from.lambda, target, length));
      if (!wantedBack(from, trial) && improves(from, trial)) {
        return trial;
      }
      length /= 2;
    }
    return null;
  }

  private static double[] between(double[] from, double[] to, double length) {
    var point = new double[from.length];
    Arrays.setAll(point, i -> Math.max(0, from[i] + length * (to[i] - from[i])));
    double sum = Arrays.stream(point).sum();
    Arrays.setAll(point, i -> point[i] / sum);
    return point;
  }

  /**
   * Says whether a weight was all but dropped that the end of the step would have back. Near 0 an
   * entropy is as steep as a logarithm, and a quadratic model takes long to find back from there.
   */
  private static boolean wantedBack(State from, State to) {
    double mean = to.slope.along(to.lambda);
    for (int i = 0; i < to.lambda.length; i++) {
      if (to.lambda[i] < SHARE_KEPT * from.lambda[i] && !(to.slope.gradient()[i] <= mean)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says whether the function rises enough. Where the gain drowns in rounding the gap decides; and
   * by concavity the gain is at least the slope at the end times the step.
   */
  private static boolean improves(State from, State to) {
    var change = new double[from.lambda.length];
    Arrays.setAll(change, i -> to.lambda[i] - from.lambda[i]);
    double expected = from.slope.along(change);
    double gain = to.slope.value() - from.slope.value();
    boolean rises = gain > 0 && gain >= ARMIJO * expected;
    boolean levels = to.gap() < 0.9 * from.gap() && Math.abs(gain) <= ROUNDING * from.scale();
    return expected > 0 && to.slope.along(change) >= 0 || rises || levels;
  }
}
