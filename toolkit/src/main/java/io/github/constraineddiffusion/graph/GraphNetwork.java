package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import org.apache.commons.math3.linear.RealMatrix;

/** The two-layer network f(X) = Σ_f Σ_k g_fk S^k U_f with U_f = tanh(Σ_j h_fj S^j X), float64. */
final class GraphNetwork {
  private GraphNetwork() {}

  /** {@return U, one a feature, of the inputs' S^j X} */
  static RealMatrix[] hidden(double[][] h, RealMatrix[] shifted) {
    return Arrays.stream(h).map(taps -> tanh(Dense.sum(taps, shifted))).toArray(RealMatrix[]::new);
  }

  private static RealMatrix tanh(RealMatrix z) {
    double[][] rows = z.getData();
    for (double[] row : rows) {
      Arrays.setAll(row, m -> Math.tanh(row[m]));
    }
    return Dense.of(rows);
  }

  /** {@return f(X), n × M} */
  static double[][] predict(GraphShift s, double[][] h, double[][] g, double[][] x) {
    RealMatrix[] hidden = hidden(h, Dense.shifts(s.operator(), Dense.of(x), h[0].length));
    RealMatrix output = GraphFilter.apply(s, g[0], hidden[0]);
    for (int f = 1; f < hidden.length; f++) {
      output = output.add(GraphFilter.apply(s, g[f], hidden[f]));
    }
    return output.getData();
  }
}
