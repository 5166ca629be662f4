package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Densities and rewards on the nodes of a quadrature grid.
 *
 * @param components of the sources' union at each node: density times volume, of sum 1
 * @param weights that each source q, q¹, … gives to the components
 * @param masses of each source at each node, of sum 1
 * @param rewards of each constraint at each node
 */
record RewardNodes(
    double[][] components, double[][] weights, double[][] masses, double[][] rewards) {
  private static final double NEGLIGIBLE = 1e-14;
  private static final int CHUNK = 20_000;

  static RewardNodes of(ConstrainedProblem problem, Session session, double refinement) {
    List<GaussianMixture> sources = problem.gaussians().orElseThrow();
    ComponentUnion union = problem.union().orElseThrow();
    double[][] weights = new double[sources.size()][];
    Arrays.setAll(weights, union::weights);
    List<double[]> points = new ArrayList<>();
    List<double[]> densities = new ArrayList<>();
    QuadratureGrid.of(sources, refinement)
        .forEach(
            (x, volume) -> {
              double[] here = union.logDensities(x);
              Arrays.setAll(here, k -> volume * Math.exp(here[k]));
              if (Arrays.stream(here).max().orElse(0) > NEGLIGIBLE) {
                points.add(x.clone());
                densities.add(here);
              }
            });
    double[][] components = normalised(densities, union.size());
    return new RewardNodes(
        components,
        weights,
        masses(weights, components),
        rewarded(problem.rewards(), points, session));
  }

  /** Returns how many nodes there are. */
  int size() {
    return masses[0].length;
  }

  private static double[][] normalised(List<double[]> densities, int components) {
    double[][] masses = new double[components][densities.size()];
    for (int k = 0; k < components; k++) {
      double sum = 0;
      for (int n = 0; n < masses[k].length; n++) {
        masses[k][n] = densities.get(n)[k];
        sum += masses[k][n];
      }
      for (int n = 0; n < masses[k].length; n++) {
        masses[k][n] /= sum;
      }
    }
    return masses;
  }

  private static double[][] masses(double[][] weights, double[][] components) {
    double[][] masses = new double[weights.length][components[0].length];
    for (int s = 0; s < weights.length; s++) {
      for (int k = 0; k < components.length; k++) {
        for (int n = 0; n < components[k].length; n++) {
          masses[s][n] += weights[s][k] * components[k][n];
        }
      }
    }
    return masses;
  }

  private static double[][] rewarded(
      List<RewardConstraint> constraints, List<double[]> points, Session session) {
    double[][] rewards = new double[constraints.size()][points.size()];
    try (GradMode off = GradMode.off()) {
      for (int from = 0; from < points.size(); from += CHUNK) {
        int to = Math.min(points.size(), from + CHUNK);
        double[][] chunk = points.subList(from, to).toArray(double[][]::new);
        try (NDManager scope = session.scope()) {
          for (int j = 0; j < rewards.length; j++) {
            float[] found = Rewards.of(constraints.get(j), Points.tensor(scope, chunk));
            for (int n = 0; n < found.length; n++) {
              rewards[j][from + n] = found[n];
            }
          }
        }
      }
    }
    return rewards;
  }
}
