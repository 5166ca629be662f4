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
 * @param masses of each source q, q¹, … at each node: density times volume, of sum 1
 * @param rewards of each constraint at each node
 * @param volumes of the nodes, as the grid weighs them
 */
record RewardNodes(double[][] masses, double[][] rewards, double[] volumes) {
  private static final double NEGLIGIBLE = 1e-14;
  private static final int CHUNK = 20_000;

  static RewardNodes of(ConstrainedProblem problem, Session session, double refinement) {
    List<GaussianMixture> sources = problem.gaussians().orElseThrow();
    ComponentUnion union = problem.union().orElseThrow();
    double[][] weights = new double[sources.size()][];
    Arrays.setAll(weights, union::weights);
    List<double[]> points = new ArrayList<>();
    List<double[]> densities = new ArrayList<>();
    List<Double> volumes = new ArrayList<>();
    QuadratureGrid.of(sources, refinement)
        .forEach(
            (x, weight) -> {
              double[] here = densities(union, weights, x);
              if (weight * Arrays.stream(here).max().orElse(0) > NEGLIGIBLE) {
                points.add(x.clone());
                densities.add(here);
                volumes.add(weight);
              }
            });
    return new RewardNodes(
        masses(sources.size(), densities, volumes),
        rewarded(problem.rewards(), points, session),
        volumes.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double[][] masses(int sources, List<double[]> densities, List<Double> volumes) {
    double[][] masses = new double[sources][densities.size()];
    for (int s = 0; s < sources; s++) {
      double sum = 0;
      for (int n = 0; n < masses[s].length; n++) {
        masses[s][n] = densities.get(n)[s] * volumes.get(n);
        sum += masses[s][n];
      }
      for (int n = 0; n < masses[s].length; n++) {
        masses[s][n] /= sum;
      }
    }
    return masses;
  }

  private static double[] densities(ComponentUnion union, double[][] weightsOf, double[] x) {
    double[] logs = union.logDensities(x);
    double[] found = new double[weightsOf.length];
    for (int s = 0; s < found.length; s++) {
      double[] weights = weightsOf[s];
      for (int k = 0; k < logs.length; k++) {
        found[s] += weights[k] * Math.exp(logs[k]);
      }
    }
    return found;
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
