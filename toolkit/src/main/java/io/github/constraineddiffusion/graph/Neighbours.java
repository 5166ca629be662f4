package io.github.constraineddiffusion.graph;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The graph of nearest neighbours by absolute correlation. */
final class Neighbours {
  private Neighbours() {}

  /** {@return 0/1, symmetric, zero diagonal} */
  static double[][] adjacency(double[][] covariance, int k) {
    int n = covariance.length;
    var edges = new double[n][n];
    for (int i = 0; i < n; i++) {
      int from = i;
      IntStream.range(0, n)
          .filter(j -> j != from)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer j) -> -correlation(covariance, from, j)))
          .limit(k)
          .forEach(
              j -> {
                edges[from][j] = 1;
                edges[j][from] = 1;
              });
    }
    return edges;
  }

  private static double correlation(double[][] c, int i, int j) {
    return Math.abs(c[i][j]) / Math.sqrt(c[i][i] * c[j][j]);
  }
}
