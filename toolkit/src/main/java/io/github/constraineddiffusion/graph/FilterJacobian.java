package io.github.constraineddiffusion.graph;

import java.util.Arrays;

/** The filter's Jacobian: ∂f/∂h_k = S^k X, whatever the taps are. */
record FilterJacobian(double[][][] shifted) implements Jacobian {

  static FilterJacobian of(GraphShift s, int taps, double[][] x) {
    GraphModel.requireTaps(taps);
    Dense.requireRows("x", x, s.size(), -1);
    return new FilterJacobian(Dense.shifts(s.matrix(), x, taps));
  }

  @Override
  public int nodes() {
    return shifted[0].length;
  }

  @Override
  public int columns() {
    return shifted[0][0].length;
  }

  @Override
  public double[] adjoint(double[][] y) {
    return Arrays.stream(shifted).mapToDouble(x -> Dense.inner(x, y)).toArray();
  }

  @Override
  public double[][] rows() {
    return Arrays.stream(shifted).map(Dense::flat).toArray(double[][]::new);
  }
}
