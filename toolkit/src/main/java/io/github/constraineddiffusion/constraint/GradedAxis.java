package io.github.constraineddiffusion.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Quadrature nodes along one axis: Gauss and Legendre panels that cover ± 8 standard deviations of
 * every component, and are never wider than the narrowest component there.
 *
 * @param nodes the positions
 * @param weights the weights, in units of length
 */
record GradedAxis(double[] nodes, double[] weights) {
  private static final int NODES_PER_PANEL = 8;
  private static final double REACH = 8;

  /**
   * One component along the axis.
   *
   * @param mean its mean
   * @param reach its standard deviation, which says how far it goes
   * @param width its standard deviation given the other axes, which says how fast it changes
   */
  record Extent(double mean, double reach, double width) {
    double from() {
      return mean - REACH * reach;
    }

    double to() {
      return mean + REACH * reach;
    }
  }

  /** Builds the nodes, with {@code refinement} panels to a width. */
  static GradedAxis of(List<Extent> extents, double refinement) {
    var ends = new TreeSet<Double>();
    for (Extent extent : extents) {
      ends.add(extent.from());
      ends.add(extent.to());
    }
    var nodes = new ArrayList<double[]>();
    for (double from : ends) {
      Double to = ends.higher(from);
      if (to != null) {
        fill(from, to, widthBetween(extents, from, to) / refinement, nodes);
      }
    }
    return new GradedAxis(
        nodes.stream().mapToDouble(node -> node[0]).toArray(),
        nodes.stream().mapToDouble(node -> node[1]).toArray());
  }

  /** Returns the narrowest width of a component that covers the interval, or ∞ if none does. */
  private static double widthBetween(List<Extent> extents, double from, double to) {
    double width = Double.POSITIVE_INFINITY;
    for (Extent extent : extents) {
      if (extent.from() <= from && extent.to() >= to) {
        width = Math.min(width, extent.width());
      }
    }
    return width;
  }

  private static void fill(double from, double to, double width, List<double[]> nodes) {
    if (Double.isInfinite(width)) {
      return;
    }
    long panels = (long) Math.max(1, Math.ceil((to - from) / width));
    QuadratureGrid.requireAffordable(panels * NODES_PER_PANEL + nodes.size());
    double half = (to - from) / panels / 2;
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES_PER_PANEL);
    for (int p = 0; p < panels; p++) {
      double centre = from + (2 * p + 1) * half;
      for (int i = 0; i < NODES_PER_PANEL; i++) {
        nodes.add(new double[] {centre + half * rule.getPoint(i), half * rule.getWeight(i)});
      }
    }
  }

  int size() {
    return nodes.length;
  }
}
