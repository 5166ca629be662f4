package io.github.constraineddiffusion.graph;

/**
 * The two-layer network's Jacobian, weights in the order h₀₀, h₀₁, …, then g₀₀, g₀₁, …. With U_f =
 * tanh(Σ_j h_fj S^j X):
 *
 * <p>∂f/∂g_fk = S^k U_f, ∂f/∂h_fj = (Σ_k g_fk S^k) ((1 − U_f²) ∘ S^j X).
 */
final class NetworkJacobian implements Jacobian {
  private final double[][] s;
  private final double[][] g;
  private final double[][][] shifted;
  private final double[][][] hidden;

  NetworkJacobian(double[][] s, double[][] h, double[][] g, double[][] x) {
    this.s = s;
    this.g = g;
    this.shifted = Dense.shifts(s, x, h[0].length);
    this.hidden = GraphNetwork.hidden(h, shifted);
  }

  @Override
  public int nodes() {
    return s.length;
  }

  @Override
  public int columns() {
    return shifted[0][0].length;
  }

  /** S is symmetric: it moves to the other side of ⟨·, Y⟩, where all features share it. */
  @Override
  public double[] adjoint(double[][] y) {
    int taps = shifted.length;
    double[][][] targets = Dense.shifts(s, y, taps);
    var result = new double[2 * hidden.length * taps];
    for (int f = 0; f < hidden.length; f++) {
      double[][] back = timesSlope(Dense.sum(g[f], targets), hidden[f]);
      for (int k = 0; k < taps; k++) {
        result[f * taps + k] = Dense.inner(back, shifted[k]);
        result[(hidden.length + f) * taps + k] = Dense.inner(hidden[f], targets[k]);
      }
    }
    return result;
  }

  @Override
  public double[][] rows() {
    int taps = shifted.length;
    double[][][] powers = Dense.shifts(s, Dense.identity(s.length), taps);
    var rows = new double[2 * hidden.length * taps][];
    for (int f = 0; f < hidden.length; f++) {
      double[][] output = Dense.sum(g[f], powers);
      double[][][] shiftedHidden = Dense.shifts(s, hidden[f], taps);
      for (int k = 0; k < taps; k++) {
        double[][] change = timesSlope(shifted[k], hidden[f]);
        rows[f * taps + k] = Dense.flat(Dense.times(output, change));
        rows[(hidden.length + f) * taps + k] = Dense.flat(shiftedHidden[k]);
      }
    }
    return rows;
  }

  /** {@return a ∘ (1 − u²)} */
  private static double[][] timesSlope(double[][] a, double[][] u) {
    var result = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int m = 0; m < a[i].length; m++) {
        result[i][m] = a[i][m] * (1 - u[i][m] * u[i][m]);
      }
    }
    return result;
  }
}
