package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/** How much each generated image moves the Fréchet distance: see {@link FrechetDistance}. */
final class FrechetInfluence {
  private final NDArray mean;
  private final NDArray shift;
  private final CovarianceProduct product;
  private final NDArray inverseRoots;

  private FrechetInfluence(
      NDArray mean, NDArray shift, CovarianceProduct product, NDArray inverseRoots) {
    this.mean = mean;
    this.shift = shift;
    this.product = product;
    this.inverseRoots = inverseRoots;
  }

  static FrechetInfluence of(
      NDManager scope,
      FeatureStatistics first,
      FeatureStatistics second,
      CovarianceProduct product) {
    double[] mean = first.mean();
    double[] other = second.mean();
    var shift = new double[mean.length];
    for (int i = 0; i < shift.length; i++) {
      shift[i] = 2 * (mean[i] - other[i]);
    }
    return new FrechetInfluence(
        scope.create(mean, new Shape(1, mean.length)),
        scope.create(shift, new Shape(shift.length, 1)),
        product,
        product.isZero() ? null : product.inverseRoots(scope));
  }

  /** Returns sd(influence)/√N. */
  double standardError(FeatureSet generated) {
    var influence = new SummaryStatistics();
    int block = Math.max(1, (1 << 22) / generated.dimension());
    for (int from = 0; from < generated.size(); from += block) {
      ImageBatches.stopIfInterrupted("FID was interrupted after", from, generated.size(), "images");
      try (NDManager scope = generated.session().scope()) {
        NDArray x = generated.rows(scope, from, Math.min(generated.size(), from + block));
        for (double value : of(x)) {
          influence.addValue(value);
        }
      }
    }
    return influence.getStandardDeviation() / Math.sqrt(generated.size());
  }

  /** The influences up to a constant. */
  private double[] of(NDArray features) {
    NDArray x = features.toType(DataType.FLOAT64, false).sub(mean);
    NDArray total = x.matMul(shift).add(x.mul(x).sum(new int[] {1}, true));
    if (!product.isZero()) {
      NDArray u = x.matMul(product.directions());
      total = total.sub(u.mul(u).matMul(inverseRoots));
    }
    return total.toDoubleArray();
  }
}
