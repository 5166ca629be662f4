package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The integrals that every exact quantity is made of, for densities q₀ … q_m on a quadrature grid
 * and an unnormalised mixture M = Σ_s c_s·q_s with c ≥ 0.
 *
 * <p>A node keeps the quadrature weight times the largest density there (its volume), the logs of
 * the densities, and the densities divided by the largest: nothing underflows, however far apart
 * the components are.
 */
final class MixtureIntegrals {
  private static final double NEGLIGIBLE = 1e-25;
  private static final double UNDERFLOW = 1e-280;
  private static final double LARGEST = 1e280;

  private record Node(double volume, double peak, double[] logs, double[] ratios) {}

  private final int sources;
  private final List<Node> nodes = new ArrayList<>();
  private final double[] negativeEntropies;

  private MixtureIntegrals(int sources) {
    this.sources = sources;
    this.negativeEntropies = new double[sources];
  }

  /** Tabulates the sources; a finer grid with a larger refinement than 1. */
  static MixtureIntegrals of(List<GaussianMixture> sources, double refinement) {
    var union = ComponentUnion.of(sources);
    var weights = new double[sources.size()][];
    Arrays.setAll(weights, union::weights);
    var integrals = new MixtureIntegrals(sources.size());
    QuadratureGrid.of(sources, refinement)
        .forEach((x, weight) -> integrals.add(union.logDensities(x), weights, weight));
    for (int s = 0; s < integrals.sources; s++) {
      var self = new double[integrals.sources];
      self[s] = 1;
      integrals.negativeEntropies[s] = -integrals.crossEntropies(self)[s];
    }
    return integrals;
  }

  private void add(double[] componentLogs, double[][] weights, double quadratureWeight) {
    var logs = new double[sources];
    Arrays.setAll(logs, s -> logSum(weights[s], componentLogs));
    double peak = max(logs);
    double volume = quadratureWeight * Math.exp(peak);
    if (volume < NEGLIGIBLE) {
      return;
    }
    // a node that is kept takes memory, one that is passed over only time
    QuadratureGrid.requireAffordable(5L * nodes.size());
    var ratios = new double[sources];
    Arrays.setAll(ratios, s -> Math.exp(logs[s] - peak));
    nodes.add(new Node(volume, peak, logs, ratios));
  }

  /** log Σ_k w_k·e^{l_k}. */
  private static double logSum(double[] weights, double[] logs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logs.length; k++) {
      largest = weights[k] > 0 ? Math.max(largest, logs[k]) : largest;
    }
    double sum = 0;
    for (int k = 0; k < logs.length; k++) {
      sum += weights[k] > 0 ? weights[k] * Math.exp(logs[k] - largest) : 0;
    }
    return largest + Math.log(sum);
  }

  private static double max(double[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** Returns −H(q_s) = ∫ q_s log q_s for each source. */
  double[] negativeEntropies() {
    return negativeEntropies.clone();
  }

  /** Returns ∫ q_s for each source: 1, but for the error of the quadrature. */
  double[] masses() {
    var masses = new double[sources];
    for (Node node : nodes) {
      for (int s = 0; s < sources; s++) {
        masses[s] += node.volume * node.ratios[s];
      }
    }
    return masses;
  }

  /** Returns −∫ q_s log M for each source. */
  double[] crossEntropies(double[] coefficients) {
    var sums = new double[sources];
    for (Node node : nodes) {
      double log = logMixture(node, coefficients);
      for (int s = 0; s < sources; s++) {
        double mass = node.volume * node.ratios[s];
        // 0·∞ where a source and the mixture both vanish
        sums[s] -= mass > NEGLIGIBLE ? mass * log : 0;
      }
    }
    return sums;
  }

  /** Returns ∫ q_r·q_s/M for each pair of sources, cut at 1e280. */
  double[][] curvatures(double[] coefficients) {
    var sums = new double[sources][sources];
    var relative = new double[sources];
    for (Node node : nodes) {
      double log = logMixture(node, coefficients);
      Arrays.setAll(relative, s -> Math.min(LARGEST, Math.exp(node.logs[s] - log)));
      for (int r = 0; r < sources; r++) {
        double mass = node.volume * node.ratios[r];
        for (int s = 0; s <= r && mass > NEGLIGIBLE; s++) {
          sums[r][s] += mass * relative[s];
        }
      }
    }
    for (int r = 0; r < sources; r++) {
      for (int s = 0; s <= r; s++) {
        sums[r][s] = Math.min(LARGEST, sums[r][s]);
        sums[s][r] = sums[r][s];
      }
    }
    return sums;
  }

  /** Returns ∫ min(q_r, q_s): 0 for disjoint sources, 1 for equal ones. */
  double overlap(int r, int s) {
    double sum = 0;
    for (Node node : nodes) {
      sum += node.volume * Math.min(node.ratios[r], node.ratios[s]);
    }
    return sum;
  }

  private static double logMixture(Node node, double[] coefficients) {
    double sum = 0;
    for (int s = 0; s < coefficients.length; s++) {
      sum += coefficients[s] * node.ratios[s];
    }
    return sum > UNDERFLOW ? node.peak + Math.log(sum) : logSum(coefficients, node.logs);
  }
}
