package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.constraineddiffusion.tensor.Session;

/**
 * Mean and covariance of features that come batch by batch, in double precision: for sets whose
 * features need not be kept. Holds 8·d² bytes, however many images there are.
 */
public final class FeatureAccumulator {
  private final Session session;
  private final String space;
  private final double[] mean;
  private final double[] scatter;
  private long count;

  /**
   * Starts with no images.
   *
   * @param session where to compute
   * @param space the name of the feature space
   * @param dimension the dimension d of the feature space, at least 1
   */
  public FeatureAccumulator(Session session, String space, int dimension) {
    FeatureSet.length(dimension, dimension);
    this.session = session;
    this.space = space;
    this.mean = new double[dimension];
    this.scatter = new double[dimension * dimension];
  }

  /**
   * Adds a batch: with n images before and b in the batch, whose mean is m,
   *
   * <p>S ← S + Σ (x − m)(x − m)ᵀ + n·b/(n + b)·(m − μ)(m − μ)ᵀ, μ ← μ + b/(n + b)·(m − μ)
   *
   * <p>(Chan, Golub, LeVeque 1979).
   *
   * @param features shape (b, d)
   * @return this
   */
  public FeatureAccumulator add(NDArray features) {
    int d = mean.length;
    if (features.getShape().dimension() != 2 || features.getShape().get(1) != d) {
      throw new IllegalArgumentException(
          "features have shape %s, but must have shape (images, %d)"
              .formatted(features.getShape(), d));
    }
    double[] batchMean;
    double[] batchScatter;
    try (NDManager scope = session.scope()) {
      NDArray x = features.toType(DataType.FLOAT64, true);
      x.attach(scope);
      NDArray m = x.mean(new int[] {0}, true);
      NDArray centred = x.sub(m);
      batchMean = m.toDoubleArray();
      batchScatter = centred.transpose().matMul(centred).toDoubleArray();
    }
    merge(features.getShape().get(0), batchMean, batchScatter);
    return this;
  }

  private void merge(long b, double[] batchMean, double[] batchScatter) {
    int d = mean.length;
    double share = (double) b / (count + b);
    var shift = new double[d];
    for (int i = 0; i < d; i++) {
      shift[i] = batchMean[i] - mean[i];
    }
    for (int i = 0; i < d; i++) {
      double row = count * share * shift[i];
      for (int j = 0; j < d; j++) {
        scatter[i * d + j] += batchScatter[i * d + j] + row * shift[j];
      }
      mean[i] += share * shift[i];
    }
    count += b;
  }

  /** {@return mean and covariance of the images so far, of which at least 2 are needed} */
  public FeatureStatistics statistics() {
    if (count < 2) {
      throw new IllegalArgumentException(
          count + " images have no covariance: give at least 2, better many more than dimensions");
    }
    var covariance = new double[scatter.length];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] = scatter[i] / (count - 1);
    }
    return new FeatureStatistics(session, space, count, mean.clone(), covariance);
  }
}
