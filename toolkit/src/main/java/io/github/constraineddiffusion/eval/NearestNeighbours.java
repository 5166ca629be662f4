package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;

/** The nearest of a stream of images for each of a set of features; the stream is not kept. */
final class NearestNeighbours {
  // elements of one block of distances: 32 MB of doubles
  private static final int ELEMENTS = 1 << 22;

  private final FeatureSet points;
  private final double[] squared;
  private final int[] index;

  private NearestNeighbours(FeatureSet points) {
    this.points = points;
    this.squared = new double[points.size()];
    this.index = new int[points.size()];
    Arrays.fill(squared, Double.POSITIVE_INFINITY);
  }

  static NearestNeighbours find(
      Session session,
      FeatureExtractor extractor,
      FeatureSet points,
      ImageSource candidates,
      int batch) {
    var nearest = new NearestNeighbours(points);
    ImageBatches.forEach(
        session,
        candidates,
        batch,
        (images, from) -> nearest.compare(extractor.features(images), from));
    return nearest;
  }

  private void compare(NDArray candidates, int first) {
    NDManager outer = candidates.getManager();
    NDArray y = candidates.toType(DataType.FLOAT64, false).transpose();
    int block = Math.max(1, ELEMENTS / Math.toIntExact(y.getShape().get(1)));
    for (int from = 0; from < points.size(); from += block) {
      try (NDManager scope = outer.newSubManager()) {
        NDArray x = points.rows(scope, from, Math.min(points.size(), from + block));
        NDArray distances = SquaredDistances.of(x.toType(DataType.FLOAT64, false), y);
        update(distances, from, first);
      }
    }
  }

  private void update(NDArray distances, int from, int first) {
    double[] least = distances.min(new int[] {1}).toDoubleArray();
    long[] where = distances.argMin(1).toLongArray();
    for (int i = 0; i < least.length; i++) {
      if (least[i] < squared[from + i]) {
        squared[from + i] = least[i];
        index[from + i] = first + (int) where[i];
      }
    }
  }

  /** Returns the index of each nearest image in the stream. */
  int[] indices() {
    return index.clone();
  }

  /** Returns Euclidean distances. */
  double[] distances() {
    return Arrays.stream(squared).map(Math::sqrt).toArray();
  }
}
