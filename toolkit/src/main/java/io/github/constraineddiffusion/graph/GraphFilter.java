package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** The graph filter f(X) = Σ_{k&lt;K} h_k S^k X in closed form. */
public final class GraphFilter {
  /** Singular values below this share of the largest are what rounding leaves of zero. */
  private static final double RANK = 1e-10;

  private GraphFilter() {}

  /**
   * The taps that minimise ‖Y − f(X)‖²_F; of several such, the shortest: with the identity all taps
   * are equal.
   *
   * @param s the graph, n nodes
   * @param taps K, at least 1
   * @param x inputs, n × M
   * @param y targets, n × M
   * @return h, K numbers
   */
  public static double[] leastSquares(GraphShift s, int taps, double[][] x, double[][] y) {
    Jacobian filter = FilterJacobian.of(s, taps, x);
    Dense.requireNodes("y", y, s, x[0].length);
    // of the Jacobian itself: the normal equations would square its condition number
    RealMatrix j = filter.transposed().transpose();
    return solve(new SingularValueDecomposition(j), Dense.flat(Dense.of(y)));
  }

  /** h = V Σ⁺ Uᵀ y. */
  private static double[] solve(SingularValueDecomposition svd, double[] y) {
    double[] singular = svd.getSingularValues();
    double[] uy = svd.getUT().operate(y);
    for (int k = 0; k < singular.length; k++) {
      uy[k] = singular[k] > RANK * singular[0] ? uy[k] / singular[k] : 0;
    }
    return svd.getV().operate(uy);
  }

  /**
   * What the filter predicts.
   *
   * @param s the graph, n nodes
   * @param h taps, at least one
   * @param x inputs, n × M
   * @return f(X), n × M
   */
  public static double[][] predict(GraphShift s, double[] h, double[][] x) {
    GraphModel.requireTaps(h.length);
    Dense.requireNodes("x", x, s, -1);
    return apply(s, h, Dense.of(x)).getData();
  }

  static RealMatrix apply(GraphShift s, double[] h, RealMatrix x) {
    return Dense.sum(h, Dense.shifts(s.operator(), x, h.length));
  }

  /**
   * The filter's mean squared error per element.
   *
   * @param s the graph, n nodes
   * @param h taps, at least one
   * @param x inputs, n × M
   * @param y targets, n × M
   * @return ‖Y − f(X)‖²_F / (nM)
   */
  public static double mse(GraphShift s, double[] h, double[][] x, double[][] y) {
    RealMatrix prediction = Dense.of(predict(s, h, x));
    Dense.requireNodes("y", y, s, x[0].length);
    double norm = prediction.subtract(Dense.of(y)).getFrobeniusNorm();
    return norm * norm / ((double) y.length * y[0].length);
  }
}
