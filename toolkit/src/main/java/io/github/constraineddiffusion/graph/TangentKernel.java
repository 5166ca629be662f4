package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The neural tangent kernel Θ = JJᵀ of a graph model at given weights on inputs X (n × M), J being
 * the Jacobian of vec f(X) by the weights, nM × P. vec puts the rows one after the other: channel i
 * of pair m is entry i·M + m.
 *
 * <p>Θ itself is formed by {@link #matrix()} only; all else works on J. Source: arXiv 2310.10791,
 * section 3.
 */
public final class TangentKernel {
  private static final int MOST_ROWS = 4_000;

  private final GraphShift graph;
  private final Jacobian jacobian;

  private TangentKernel(GraphShift graph, Jacobian jacobian) {
    this.graph = graph;
    this.jacobian = jacobian;
  }

  /**
   * The kernel of the filter, the same at all weights: Θ = Σ_{k&lt;K} vec(S^k X) vec(S^k X)ᵀ.
   *
   * @param s the graph, n nodes
   * @param taps K, at least 1
   * @param x inputs, n × M
   * @return the kernel
   */
  public static TangentKernel filter(GraphShift s, int taps, double[][] x) {
    return new TangentKernel(s, FilterJacobian.of(s, taps, x));
  }

  /**
   * The kernel of the two-layer network Σ_f Σ_k g_fk S^k tanh(Σ_j h_fj S^j x) at its weights.
   *
   * @param s the graph, n nodes
   * @param h weights of the hidden layer, F × K
   * @param g weights of the output layer, F × K
   * @param x inputs, n × M
   * @return the kernel; weights in the order h then g, row by row
   */
  public static TangentKernel network(GraphShift s, double[][] h, double[][] g, double[][] x) {
    Dense.requireNodes("x", x, s, -1);
    String why = "h and g have a row a feature and a column a tap";
    Dense.requireGiven("h", h);
    int taps = Dense.requireRows("h", h, Math.max(1, h.length), -1, why);
    Dense.requireRows("g", g, h.length, taps, why);
    return new TangentKernel(s, new NetworkJacobian(s, h, g, x));
  }

  /**
   * The alignment of targets with the kernel, 𝒜 = ỹᵀΘỹ = ‖Jᵀ vec Y‖²: up to a constant the rate at
   * which gradient descent lowers the error where the output is 0. It grows with S: compare graphs
   * under one {@link ShiftScale}.
   *
   * @param y targets, n × M, columns as those of the inputs
   * @return 𝒜
   */
  public double alignment(double[][] y) {
    Dense.requireNodes("y", y, graph, jacobian.columns());
    return StatUtils.sumSq(jacobian.adjoint(Dense.of(y)));
  }

  /**
   * The largest eigenvalues of Θ: those of JᵀJ, and zeros beyond its P.
   *
   * @param count how many, from 1 to nM
   * @return falling
   */
  public double[] eigenvalues(int count) {
    int rows = jacobian.nodes() * jacobian.columns();
    if (count < 1 || count > rows) {
      throw new IllegalArgumentException(
          "count is " + count + ", but must lie from 1 to the kernel's " + rows + " rows");
    }
    RealMatrix transposed = jacobian.transposed();
    RealMatrix gram = transposed.multiply(transposed.transpose());
    double[] rising = new EigenDecomposition(gram).getRealEigenvalues();
    Arrays.sort(rising);
    // rounding makes zeros negative
    return IntStream.range(0, count)
        .mapToDouble(i -> i < rising.length ? Math.max(0, rising[rising.length - 1 - i]) : 0)
        .toArray();
  }

  /**
   * Forms Θ, for small cases.
   *
   * @return nM × nM
   * @throws IllegalArgumentException above 4,000 rows
   */
  public double[][] matrix() {
    int rows = jacobian.nodes() * jacobian.columns();
    if (rows > MOST_ROWS) {
      throw new IllegalArgumentException(
          ("the kernel has %,d rows, and its matrix is formed up to %,d: use alignment and"
                  + " eigenvalues, which do not need it, or fewer columns of x")
              .formatted(rows, MOST_ROWS));
    }
    RealMatrix transposed = jacobian.transposed();
    return transposed.transpose().multiply(transposed).getData();
  }

  /**
   * The paper's lower bound on the filter's alignment, (1/K)·tr(C Σ_{k&lt;K} S^k)² with C = ½(XYᵀ +
   * YXᵀ). Over symmetric matrices P = Σ S^k of fixed ‖P‖_F it is largest for P ∝ C. With K = 2 the
   * graph S = cC − I reaches that. With K = 3, P = (S + ½I)² + ¾I has no eigenvalue below ¾: only a
   * C whose least eigenvalue is as large once it has the norm is within reach. S = C itself is not
   * the maximiser.
   *
   * @param s the graph, n nodes
   * @param taps K, at least 1
   * @param x inputs, n × M
   * @param y targets, n × M
   * @return at most {@link #alignment} of {@link #filter}
   */
  public static double bound(GraphShift s, int taps, double[][] x, double[][] y) {
    RealMatrix sum = Dense.of(s.powerSum(taps));
    int columns = Dense.requireNodes("x", x, s, -1);
    Dense.requireNodes("y", y, s, columns);
    double trace = Dense.inner(cross(x, y), sum);
    return trace * trace / taps;
  }

  /**
   * The largest that {@link #bound} can be where ‖Σ_{k&lt;K} S^k‖_F is fixed: that of Σ S^k ∝ C,
   * norm²·‖C‖²_F/K.
   *
   * @param taps K, at least 1
   * @param norm ‖Σ_{k&lt;K} S^k‖_F
   * @param x inputs, n × M
   * @param y targets, n × M
   * @return the bound, whether or not a symmetric S has that sum of powers
   */
  public static double largestBound(int taps, double norm, double[][] x, double[][] y) {
    GraphModel.requireTaps(taps);
    String why = "y has the rows and columns of x, which has at least one of both";
    Dense.requireGiven("x", x);
    int columns = Dense.requireRows("x", x, Math.max(1, x.length), -1, why);
    Dense.requireRows("y", y, x.length, columns, why);
    RealMatrix c = cross(x, y);
    return norm * norm * Dense.inner(c, c) / taps;
  }

  /** {@return ½(XYᵀ + YXᵀ)} */
  private static RealMatrix cross(double[][] x, double[][] y) {
    return Dense.symmetric(Dense.of(x).multiply(Dense.of(y).transpose()), 1);
  }
}
