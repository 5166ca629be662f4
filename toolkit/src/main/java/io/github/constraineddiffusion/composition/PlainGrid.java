package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * An even grid in one or two dimensions, for the trapezoid rule, that covers the box of all modes
 * and {@value #REACH} standard deviations around it. A product of densities has its mass between
 * their modes, where a grid that follows the components has no nodes.
 *
 * <p>A product of powers λ on the simplex is nowhere more curved than the narrowest component
 * (derived), but it bends where a mixture passes from one component to the next, within the
 * variance over their distance; hence many nodes to a standard deviation.
 *
 * @param axes the nodes of each axis
 * @param cell the volume of a cell
 */
record PlainGrid(List<double[]> axes, double cell) {
  private static final double REACH = 9;
  private static final double NODES_PER_DEVIATION = 12;
  private static final double MOST_NODES = 4_000_000;

  /** Builds the grid, with {@code refinement} times as many nodes on each axis. */
  static PlainGrid of(List<GaussianMixture> models, double refinement) {
    int d = models.get(0).dimension();
    if (d > 2) {
      throw new IllegalArgumentException(
          "the mixtures have dimension %d, but quadrature works in 1 or 2: give single Gaussians"
                  .formatted(d)
              + " to AND, or class shares to classes(…)");
    }
    var extents = new ArrayList<Extent>();
    double nodes = 1;
    for (int axis = 0; axis < d; axis++) {
      extents.add(Extent.of(models, axis));
      nodes *= extents.get(axis).count(refinement);
    }
    if (nodes > MOST_NODES * Math.max(1, refinement * refinement)) {
      throw new IllegalArgumentException(
          "quadrature needs %.0f nodes, but at most %.0f are affordable: the narrowest component is"
                  .formatted(nodes, MOST_NODES)
              + " too narrow for the box of all modes; bring standard deviations or modes closer"
              + " together");
    }
    var axes = new ArrayList<double[]>();
    double cell = 1;
    for (Extent extent : extents) {
      double[] axis = extent.nodes(refinement);
      axes.add(axis);
      cell *= axis[1] - axis[0];
    }
    return new PlainGrid(List.copyOf(axes), cell);
  }

  /** How far the models go along an axis, and the least standard deviation given the other axis. */
  private record Extent(double from, double to, double width) {
    static Extent of(List<GaussianMixture> models, int axis) {
      double from = Double.POSITIVE_INFINITY;
      double to = Double.NEGATIVE_INFINITY;
      double width = Double.POSITIVE_INFINITY;
      for (GaussianMixture model : models) {
        for (int k = 0; k < model.size(); k++) {
          if (model.weight(k) > 0) {
            double[][] covariance = model.covariance(k);
            double reach = REACH * Math.sqrt(covariance[axis][axis]);
            from = Math.min(from, model.mean(k)[axis] - reach);
            to = Math.max(to, model.mean(k)[axis] + reach);
            width = Math.min(width, width(covariance, axis));
          }
        }
      }
      return new Extent(from, to, width);
    }

    private static double width(double[][] covariance, int axis) {
      var precision = MatrixUtils.inverse(MatrixUtils.createRealMatrix(covariance));
      return 1 / Math.sqrt(precision.getEntry(axis, axis));
    }

    double count(double refinement) {
      return Math.ceil((to - from) / width * NODES_PER_DEVIATION * refinement) + 1;
    }

    double[] nodes(double refinement) {
      var nodes = new double[(int) count(refinement)];
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = from + (to - from) * i / (nodes.length - 1);
      }
      return nodes;
    }
  }

  int size() {
    return axes.stream().mapToInt(axis -> axis.length).reduce(1, (a, b) -> a * b);
  }

  /** Returns node j; the last axis runs fastest. */
  double[] point(int j) {
    int last = axes.get(axes.size() - 1).length;
    return axes.size() == 1
        ? new double[] {axes.get(0)[j]}
        : new double[] {axes.get(0)[j / last], axes.get(1)[j % last]};
  }

  boolean onBorder(int j) {
    int last = axes.get(axes.size() - 1).length;
    boolean end = j % last == 0 || j % last == last - 1;
    return end || axes.size() == 2 && (j / last == 0 || j / last == axes.get(0).length - 1);
  }
}
