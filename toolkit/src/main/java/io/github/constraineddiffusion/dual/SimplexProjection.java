package io.github.constraineddiffusion.dual;

import java.util.Arrays;

/** The Euclidean projection onto the simplex {λ ≥ 0, Σλ = 1}. */
public final class SimplexProjection {

  private SimplexProjection() {}

  /**
   * Returns the point of the simplex that is nearest to a point (Held, Wolfe and Crowder, 1974).
   *
   * @param point a point, at least one finite coordinate
   * @return max(point − τ, 0) with τ such that the sum is 1
   */
  public static double[] project(double... point) {
    if (point.length == 0 || !Arrays.stream(point).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "the point is "
              + Arrays.toString(point)
              + ", but needs at least one coordinate, all finite");
    }
    double threshold = threshold(point);
    return Arrays.stream(point).map(x -> Math.max(0, x - threshold)).toArray();
  }

  // With the coordinates sorted, largest first: τ = max_k (u_1 + … + u_k − 1)/k
  private static double threshold(double[] point) {
    double[] sorted = point.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double threshold = Double.NEGATIVE_INFINITY;
    for (int k = 1; k <= sorted.length; k++) {
      sum += sorted[sorted.length - k];
      threshold = Math.max(threshold, (sum - 1) / k);
    }
    return threshold;
  }
}
