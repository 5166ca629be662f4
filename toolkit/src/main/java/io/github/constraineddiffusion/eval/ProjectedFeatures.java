package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Features times a fixed random matrix. */
final class ProjectedFeatures implements FeatureExtractor {
  private final FeatureExtractor features;
  private final int dimension;
  private final float[] matrix;
  private final String name;

  ProjectedFeatures(FeatureExtractor features, int dimension, long seed) {
    int from = features.dimension();
    if (dimension < 1 || dimension >= from) {
      throw new IllegalArgumentException(
          "features are to be projected to %d dimensions, but must go to at least 1 and less than"
                  .formatted(dimension)
              + " the %d they have: try 64".formatted(from));
    }
    this.features = features;
    this.dimension = dimension;
    this.matrix = new float[from * dimension];
    this.name =
        "%s, projected to %d dimensions (seed %d)".formatted(features.name(), dimension, seed);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public NDArray features(NDArray images) {
    NDArray wide = features.features(images);
    try (NDArray projection =
        images.getManager().create(matrix, new Shape(features.dimension(), dimension))) {
      return wide.matMul(projection);
    }
  }
}
