package io.github.constraineddiffusion.graph;

/** The two-layer network f(X) = Σ_f Σ_k g_fk S^k U_f with U_f = tanh(Σ_j h_fj S^j X), float64. */
final class GraphNetwork {
  private GraphNetwork() {}

  /** {@return U, [F][n][M], of the inputs' S^j X} */
  static double[][][] hidden(double[][] h, double[][][] shifted) {
    var hidden = new double[h.length][][];
    for (int f = 0; f < h.length; f++) {
      hidden[f] = tanh(Dense.sum(h[f], shifted));
    }
    return hidden;
  }

  private static double[][] tanh(double[][] z) {
    for (double[] row : z) {
      for (int m = 0; m < row.length; m++) {
        row[m] = Math.tanh(row[m]);
      }
    }
    return z;
  }

  /** {@return f(X), n × M} */
  static double[][] predict(GraphShift s, double[][] h, double[][] g, double[][] x) {
    double[][][] hidden = hidden(h, Dense.shifts(s.matrix(), x, h[0].length));
    var output = new double[x.length][x[0].length];
    for (int f = 0; f < hidden.length; f++) {
      double[][] feature = GraphFilter.predict(s, g[f], hidden[f]);
      for (int i = 0; i < output.length; i++) {
        Dense.addTo(output[i], 1, feature[i]);
      }
    }
    return output;
  }
}
