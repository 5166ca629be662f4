package io.github.constraineddiffusion.composition;

/**
 * Maximises the quadratic model gᵀ(x − λ) − ½ (x − λ)ᵀC(x − λ) over the simplex, moving mass
 * between the two weights that gain most by it until none gains (sequential minimal optimisation).
 * No matrix is inverted, so that C may be singular.
 */
final class SimplexQuadratic {
  private static final int MOST_MOVES = 20_000;
  private static final double TOLERANCE = 1e-14;

  private SimplexQuadratic() {}

  static double[] maximize(double[] lambda, SimplexFunction.Slope slope) {
    double[] x = lambda.clone();
    double[] residual = slope.gradient().clone();
    double[][] curvature = slope.curvature();
    double scale = 0;
    for (double g : residual) {
      scale = Math.max(scale, Math.abs(g));
    }
    for (int move = 0; move < MOST_MOVES; move++) {
      int to = best(residual);
      int from = worst(x, residual);
      double gain = residual[to] - residual[from];
      if (!(gain > TOLERANCE * scale)) {
        break;
      }
      double bend = curvature[to][to] + curvature[from][from] - 2 * curvature[to][from];
      double mass = bend * x[from] > gain ? gain / bend : x[from];
      x[to] += mass;
      x[from] = mass == x[from] ? 0 : x[from] - mass;
      for (int i = 0; i < x.length; i++) {
        residual[i] -= mass * (curvature[i][to] - curvature[i][from]);
      }
    }
    return x;
  }

  private static int best(double[] residual) {
    int best = 0;
    for (int i = 1; i < residual.length; i++) {
      best = residual[i] > residual[best] ? i : best;
    }
    return best;
  }

  /** Returns the weight above 0 with the least residual. */
  private static int worst(double[] x, double[] residual) {
    int worst = -1;
    for (int i = 0; i < x.length; i++) {
      worst = x[i] > 0 && (worst < 0 || residual[i] < residual[worst]) ? i : worst;
    }
    return worst;
  }
}
