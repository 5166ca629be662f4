package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import org.apache.commons.math3.linear.RealMatrix;

/** The filter's Jacobian: ∂f/∂h_k = S^k X, whatever the taps are. */
record FilterJacobian(RealMatrix[] shifted) implements Jacobian {

  static FilterJacobian of(GraphShift s, int taps, double[][] x) {
    GraphModel.requireTaps(taps);
    Dense.requireNodes("x", x, s, -1);
    return new FilterJacobian(Dense.shifts(s.operator(), Dense.of(x), taps));
  }

  @Override
  public int nodes() {
    return shifted[0].getRowDimension();
  }

  @Override
  public int columns() {
    return shifted[0].getColumnDimension();
  }

  @Override
  public double[] adjoint(RealMatrix y) {
    return Arrays.stream(shifted).mapToDouble(x -> Dense.inner(x, y)).toArray();
  }

  @Override
  public RealMatrix transposed() {
    return Dense.of(Arrays.stream(shifted).map(Dense::flat).toArray(double[][]::new));
  }
}
