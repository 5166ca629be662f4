package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A graph shift operator S, symmetric n × n: the graph of a graph neural network, channels being
 * its nodes (arXiv 2310.10791). Immutable.
 */
public final class GraphShift {
  private static final double SYMMETRY = 1e-9;

  private final String name;
  private final RealMatrix matrix;
  private double[] eigenvalues;

  private GraphShift(String name, RealMatrix matrix) {
    this.name = name;
    this.matrix = matrix;
  }

  /**
   * Takes any symmetric matrix.
   *
   * @param name for charts and tables
   * @param s n × n, finite, symmetric to 1e-9 of its largest entry
   * @return the operator
   * @throws IllegalArgumentException where it is not square, finite and symmetric, naming the entry
   */
  public static GraphShift of(String name, double[][] s) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a graph has no name: give it one for charts and tables");
    }
    requireSquare("graph " + name, s);
    requireSymmetric(name, s);
    return new GraphShift(name, Dense.symmetric(Dense.of(s), 1));
  }

  private static void requireSquare(String what, double[][] s) {
    Dense.requireOneLength(what, s);
    if (s.length == 0) {
      throw new IllegalArgumentException(
          what + " is empty, but needs at least 1 node: give n × n numbers");
    }
    Dense.requireRows(what, s, s.length, s.length, "a graph has a row and a column for every node");
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j < s.length; j++) {
        if (!Double.isFinite(s[i][j])) {
          throw new IllegalArgumentException(
              "%s has %s at (%d, %d), but must be finite: give 0 where there is no edge"
                  .formatted(what, s[i][j], i, j));
        }
      }
    }
  }

  private static void requireSymmetric(String name, double[][] s) {
    double largest =
        Arrays.stream(s).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j <= i; j++) {
        if (Math.abs(s[i][j] - s[j][i]) > SYMMETRY * largest) {
          throw new IllegalArgumentException(
              ("graph %s has %s at (%d, %d) and %s at (%d, %d), but must be symmetric: give"
                      + " ½(S + Sᵀ)")
                  .formatted(name, s[i][j], i, j, s[j][i], j, i));
        }
      }
    }
  }

  /**
   * The covariance of the inputs, XXᵀ/M.
   *
   * @param d the data
   * @return "C_XX"
   */
  public static GraphShift covariance(ForecastData d) {
    return NamedShifts.covariance(d);
  }

  /**
   * The cross-covariance of inputs and targets, ½(XYᵀ + YXᵀ)/M.
   *
   * @param d the data
   * @return "C_XY"
   */
  public static GraphShift crossCovariance(ForecastData d) {
    return NamedShifts.crossCovariance("C_XY", d);
  }

  /**
   * No graph at all: every channel for itself.
   *
   * @param d the data
   * @return "identity"
   */
  public static GraphShift identity(ForecastData d) {
    return NamedShifts.identity(d);
  }

  /**
   * Edges of weight 1 to the channels that the inputs are most correlated with, by absolute value;
   * an edge where either side asks for it.
   *
   * @param d the data
   * @param k edges that each channel asks for, from 1 to n − 1
   * @return "k-NN"
   */
  public static GraphShift nearestNeighbours(ForecastData d, int k) {
    return NamedShifts.nearestNeighbours(d, k);
  }

  /**
   * The cross-covariance with targets permuted in time: a control of the same make that knows
   * nothing of which target follows which input. It keeps the covariances of both, so that it is
   * not without structure.
   *
   * @param d the data
   * @param seed of the permutation
   * @return "shuffled"
   */
  public static GraphShift shuffled(ForecastData d, long seed) {
    return NamedShifts.crossCovariance("shuffled", d.shuffledTargets(seed));
  }

  /**
   * The five graphs that are compared.
   *
   * @param d the data
   * @param k edges that each channel asks for in the nearest-neighbour graph, at least 1; of fewer
   *     than k + 1 channels all n − 1 others
   * @param seed of the shuffled one
   * @return C_XY, C_XX, identity, k-NN, shuffled
   */
  public static List<GraphShift> all(ForecastData d, int k, long seed) {
    GraphShift nearest = nearestNeighbours(d, Math.min(k, d.channels() - 1));
    return List.of(crossCovariance(d), covariance(d), identity(d), nearest, shuffled(d, seed));
  }

  /**
   * Returns a positive multiple under the same name.
   *
   * @param scale which multiple
   * @return the copy
   * @throws IllegalArgumentException where no multiple has the property
   */
  public GraphShift normalised(ShiftScale scale) {
    return new GraphShift(name, matrix.scalarMultiply(scale.factor(this)));
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /** {@return n, the number of nodes} */
  public int size() {
    return matrix.getRowDimension();
  }

  /** {@return a copy of S, n × n} */
  public double[][] matrix() {
    return matrix.getData();
  }

  /** {@return S; not a copy, never to be changed} */
  RealMatrix operator() {
    return matrix;
  }

  /**
   * Σ_{k&lt;K} S^k.
   *
   * @param taps K, at least 1
   * @return n × n
   */
  public double[][] powerSum(int taps) {
    GraphModel.requireTaps(taps);
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(size());
    RealMatrix sum = identity;
    for (int k = 1; k < taps; k++) { // Horner
      sum = matrix.multiply(sum).add(identity);
    }
    return sum.getData();
  }

  /** {@return ‖S‖₂, the largest eigenvalue by absolute value} */
  public double spectralNorm() {
    return Arrays.stream(eigenvalues()).map(Math::abs).max().orElse(0);
  }

  synchronized double[] eigenvalues() {
    if (eigenvalues == null) {
      eigenvalues = new EigenDecomposition(matrix).getRealEigenvalues();
    }
    return eigenvalues.clone();
  }

  /** {@return ‖S‖₂ > 0} */
  double requireNonZero() {
    double norm = spectralNorm();
    if (!(norm > 0)) {
      throw new IllegalArgumentException(
          "graph " + name + " is all zeros and cannot be scaled: leave it out or give it an edge");
    }
    return norm;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %d × %d, ‖S‖₂ = %.4g", name, size(), size(), spectralNorm());
  }
}
