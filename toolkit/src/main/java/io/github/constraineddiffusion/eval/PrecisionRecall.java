package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;

/**
 * How much of what is generated looks real, and how much of what is real is generated (Kynkäänniemi
 * et al. 2019): a set's manifold is the union of balls around its features, each reaching to the
 * k-th nearest other feature of the set.
 *
 * <p>Both numbers depend on the sizes of the sets and on the feature space: compare models that
 * were measured alike.
 *
 * <p>Computed in blocks; on the device lie at most about 16·M·d bytes for the larger set of M
 * images, and 200 MB.
 *
 * @param precision part of the generated images that lie in the manifold of the real ones
 * @param recall part of the real images that lie in the manifold of the generated ones
 * @param neighbours k
 * @param samples how many generated images
 * @param references how many real images
 */
public record PrecisionRecall(
    double precision, double recall, int neighbours, int samples, int references) {
  private static final int USUAL_NEIGHBOURS = 3;

  /**
   * Measures with k = 3.
   *
   * @param generated features of at least 4 generated images
   * @param reference features of at least 4 real images, in the same space
   * @return precision and recall
   */
  public static PrecisionRecall measure(FeatureSet generated, FeatureSet reference) {
    return measure(generated, reference, USUAL_NEIGHBOURS);
  }

  /**
   * Measures.
   *
   * @param generated features of more than k generated images
   * @param reference features of more than k real images, in the same space
   * @param neighbours k, at least 1
   * @return precision and recall
   */
  public static PrecisionRecall measure(
      FeatureSet generated, FeatureSet reference, int neighbours) {
    int smaller = Math.min(generated.size(), reference.size());
    if (neighbours < 1 || neighbours >= smaller) {
      throw new IllegalArgumentException(
          "neighbours is %d, but must be at least 1 and less than the %d images of the smaller set"
              .formatted(neighbours, smaller));
    }
    return new PrecisionRecall(
        partInside(generated, reference, squaredRadii(reference, neighbours)),
        partInside(reference, generated, squaredRadii(generated, neighbours)),
        neighbours,
        generated.size(),
        reference.size());
  }

  /** Squared distance of each feature to its k-th nearest other one; the nearest is itself. */
  private static double[] squaredRadii(FeatureSet set, int neighbours) {
    var radii = new double[set.size()];
    RowBlocks.forEach(
        set,
        set,
        "precision and recall",
        (x, y, from) -> {
          NDArray nearest = SquaredDistances.of(x, y).topK(neighbours + 1, 1, false, true).get(0);
          double[] values = nearest.toDoubleArray();
          for (int i = neighbours; i < values.length; i += neighbours + 1) {
            radii[from + i / (neighbours + 1)] = values[i];
          }
        });
    return radii;
  }

  private static double partInside(FeatureSet points, FeatureSet manifold, double[] radii) {
    var inside = new long[1];
    try (NDManager scope = points.session().scope()) {
      NDArray reach = scope.create(radii, new Shape(1, radii.length));
      RowBlocks.forEach(
          points,
          manifold,
          "precision and recall",
          (x, y, from) -> {
            NDArray within = SquaredDistances.of(x, y).lte(reach).toType(DataType.FLOAT32, false);
            inside[0] += (long) within.max(new int[] {1}).sum().getFloat();
          });
    }
    return (double) inside[0] / points.size();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "precision %.3f, recall %.3f (k = %d, %d images against %d)",
        precision,
        recall,
        neighbours,
        samples,
        references);
  }
}
