package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.DoubleBuffer;

/**
 * Mean μ and covariance Σ (divisor N − 1) of features, all that the Fréchet distance needs.
 * Immutable.
 *
 * @see FeatureAccumulator
 */
public final class FeatureStatistics {
  private final Session session;
  private final String space;
  private final long count;
  private final double[] mean;
  private final double[] covariance;

  FeatureStatistics(Session session, String space, long count, double[] mean, double[] covariance) {
    this.session = session;
    this.space = space;
    this.count = count;
    this.mean = mean;
    this.covariance = covariance;
    requireFinite(mean);
    requireFinite(covariance);
  }

  /**
   * Takes statistics that are known.
   *
   * @param session where to compute with them
   * @param space the name of the feature space
   * @param count the number N of images behind them, at least 2
   * @param mean μ, d numbers
   * @param covariance Σ, d rows of d numbers, symmetric
   * @return the statistics
   */
  public static FeatureStatistics of(
      Session session, String space, long count, double[] mean, double[][] covariance) {
    int d = mean.length;
    if (d == 0 || covariance.length != d || count < 2) {
      throw new IllegalArgumentException(
          "%d means, %d rows of covariance, %d images: there must be as many rows as means, at least"
                  .formatted(d, covariance.length, count)
              + " 1, and at least 2 images");
    }
    var flat = new double[FeatureSet.length(d, d)];
    for (int i = 0; i < d; i++) {
      if (covariance[i].length != d) {
        throw new IllegalArgumentException(
            "row %d of the covariance has %d numbers, but must have %d"
                .formatted(i, covariance[i].length, d));
      }
      for (int j = 0; j < d; j++) {
        flat[i * d + j] = (covariance[i][j] + covariance[j][i]) / 2;
      }
    }
    return new FeatureStatistics(session, space, count, mean.clone(), flat);
  }

  /** {@return the number N of images} */
  public long count() {
    return count;
  }

  /** {@return the dimension d of the feature space} */
  public int dimension() {
    return mean.length;
  }

  /** {@return the name of the feature space} */
  public String space() {
    return space;
  }

  /** {@return a copy of the mean, d numbers} */
  public double[] mean() {
    return mean.clone();
  }

  /** {@return a copy of the covariance, d rows of d numbers} */
  public double[][] covariance() {
    int d = mean.length;
    var rows = new double[d][d];
    for (int i = 0; i < d; i++) {
      System.arraycopy(covariance, i * d, rows[i], 0, d);
    }
    return rows;
  }

  /** {@return whether the covariance cannot have full rank: N ≤ d} */
  public boolean isSingular() {
    return count <= mean.length;
  }

  /** Returns the covariance as float64, shape (d, d). */
  NDArray covariance(NDManager manager) {
    return manager.create(DoubleBuffer.wrap(covariance), new Shape(mean.length, mean.length));
  }

  Session session() {
    return session;
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < mean.length; i++) {
      trace += covariance[i * mean.length + i];
    }
    return trace;
  }

  private static void requireFinite(double[] moments) {
    for (double value : moments) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "the mean or covariance of features holds %s, but must be finite: look for images or"
                    .formatted(value)
                + " weights that are not finite");
      }
    }
  }

  static void requireSameSpace(String space, int d, String otherSpace, int otherD) {
    if (!space.equals(otherSpace) || d != otherD) {
      throw new IllegalArgumentException(
          "features of \"%s\" (%d dimensions) cannot be compared with features of \"%s\" (%d"
                  .formatted(space, d, otherSpace, otherD)
              + " dimensions): measure both sets with one feature network");
    }
  }
}
