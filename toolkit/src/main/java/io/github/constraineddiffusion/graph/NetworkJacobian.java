package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The two-layer network's Jacobian, weights in the order h₀₀, h₀₁, …, then g₀₀, g₀₁, …. With U_f =
 * tanh(Σ_j h_fj S^j X):
 *
 * <p>∂f/∂g_fk = S^k U_f, ∂f/∂h_fj = (Σ_k g_fk S^k) ((1 − U_f²) ∘ S^j X).
 */
final class NetworkJacobian implements Jacobian {
  private final RealMatrix s;
  private final double[][] g;
  private final RealMatrix[] shifted;
  private final RealMatrix[] hidden;

  NetworkJacobian(GraphShift s, double[][] h, double[][] g, double[][] x) {
    this.s = s.operator();
    this.g = g;
    this.shifted = Dense.shifts(this.s, Dense.of(x), h[0].length);
    this.hidden = GraphNetwork.hidden(h, shifted);
  }

  @Override
  public int nodes() {
    return s.getRowDimension();
  }

  @Override
  public int columns() {
    return shifted[0].getColumnDimension();
  }

  /** S is symmetric: it moves to the other side of ⟨·, Y⟩, where all features share it. */
  @Override
  public double[] adjoint(RealMatrix y) {
    int taps = shifted.length;
    RealMatrix[] targets = Dense.shifts(s, y, taps);
    var result = new double[2 * hidden.length * taps];
    for (int f = 0; f < hidden.length; f++) {
      RealMatrix back = timesSlope(Dense.sum(g[f], targets), hidden[f]);
      for (int k = 0; k < taps; k++) {
        result[f * taps + k] = Dense.inner(back, shifted[k]);
        result[(hidden.length + f) * taps + k] = Dense.inner(hidden[f], targets[k]);
      }
    }
    return result;
  }

  @Override
  public RealMatrix transposed() {
    int taps = shifted.length;
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(nodes());
    RealMatrix[] powers = Dense.shifts(s, identity, taps);
    var rows = new double[2 * hidden.length * taps][];
    for (int f = 0; f < hidden.length; f++) {
      RealMatrix output = Dense.sum(g[f], powers);
      RealMatrix[] shiftedHidden = Dense.shifts(s, hidden[f], taps);
      for (int k = 0; k < taps; k++) {
        RealMatrix change = timesSlope(shifted[k], hidden[f]);
        rows[f * taps + k] = Dense.flat(Dense.times(output, change));
        rows[(hidden.length + f) * taps + k] = Dense.flat(shiftedHidden[k]);
      }
    }
    return Dense.of(rows);
  }

  /** {@return a ∘ (1 − u²)} */
  private static RealMatrix timesSlope(RealMatrix a, RealMatrix u) {
    double[][] result = a.getData();
    double[][] by = u.getData();
    for (int i = 0; i < result.length; i++) {
      for (int m = 0; m < by[i].length; m++) {
        result[i][m] *= 1 - by[i][m] * by[i][m];
      }
    }
    return Dense.of(result);
  }
}
