package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * A product grid in one or two dimensions, adapted to the components of Gaussian mixtures.
 *
 * @param axes one or two axes
 */
record QuadratureGrid(List<GradedAxis> axes) {
  private static final long MOST_NODES = 8_000_000;

  /** Says that a grid would need too many nodes. */
  static final class Unaffordable extends IllegalArgumentException {
    private Unaffordable(long nodes) {
      super(
          "quadrature needs %d nodes, but at most %d are affordable: the narrowest component is too"
                  .formatted(nodes, MOST_NODES)
              + " narrow for the widest; bring their standard deviations closer together");
    }
  }

  /** Receives a node and its weight. */
  interface Visitor {
    void visit(double[] point, double weight);
  }

  /** Builds the grid for mixtures of one dimension d ≤ 2. */
  static QuadratureGrid of(List<GaussianMixture> mixtures, double refinement) {
    int d = mixtures.get(0).dimension();
    if (d > 2) {
      throw new IllegalArgumentException(
          "the mixtures have dimension %d, but quadrature works in 1 or 2: where classes are"
                  .formatted(d)
              + " disjoint use DisjointShares");
    }
    var axes = new ArrayList<GradedAxis>();
    long size = 1;
    for (int axis = 0; axis < d; axis++) {
      axes.add(GradedAxis.of(extents(mixtures, axis), refinement));
      size *= axes.get(axis).size();
    }
    requireAffordable(size);
    return new QuadratureGrid(axes);
  }

  static void requireAffordable(long nodes) {
    if (nodes > MOST_NODES) {
      throw new Unaffordable(nodes);
    }
  }

  private static List<GradedAxis.Extent> extents(List<GaussianMixture> mixtures, int axis) {
    var extents = new ArrayList<GradedAxis.Extent>();
    for (GaussianMixture mixture : mixtures) {
      for (int k = 0; k < mixture.size(); k++) {
        if (mixture.weight(k) > 0) {
          double[][] covariance = mixture.covariance(k);
          double[][] precision =
              MatrixUtils.inverse(MatrixUtils.createRealMatrix(covariance)).getData();
          extents.add(
              new GradedAxis.Extent(
                  mixture.mean(k)[axis],
                  Math.sqrt(covariance[axis][axis]),
                  1 / Math.sqrt(precision[axis][axis])));
        }
      }
    }
    return extents;
  }

  void forEach(Visitor visitor) {
    GradedAxis x = axes.get(0);
    for (int i = 0; i < x.size(); i++) {
      if (axes.size() == 1) {
        visitor.visit(new double[] {x.nodes()[i]}, x.weights()[i]);
      } else {
        GradedAxis y = axes.get(1);
        for (int j = 0; j < y.size(); j++) {
          visitor.visit(new double[] {x.nodes()[i], y.nodes()[j]}, x.weights()[i] * y.weights()[j]);
        }
      }
    }
  }
}
