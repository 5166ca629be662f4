package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;

/** Gathers the features of images batch by batch. */
final class FeatureCollector {
  private final Session session;
  private final FeatureExtractor extractor;
  private final float[] values;

  FeatureCollector(Session session, FeatureExtractor extractor, int size) {
    this.session = session;
    this.extractor = extractor;
    this.values = new float[FeatureSet.length(size, extractor.dimension())];
  }

  /** Adds the features of images that start at a row. */
  void add(NDArray images, int from) {
    int d = extractor.dimension();
    NDArray features = extractor.features(images);
    Shape expected = new Shape(images.getShape().get(0), d);
    if (!features.getShape().equals(expected)) {
      throw new IllegalArgumentException(
          "feature network \"%s\" gave shape %s, but must give %s: (images, dimension)"
              .formatted(extractor.name(), features.getShape(), expected));
    }
    float[] batch = features.toFloatArray();
    for (int i = 0; i < batch.length; i++) {
      requireFinite(batch[i], from + i / d);
    }
    System.arraycopy(batch, 0, values, from * d, batch.length);
  }

  /** Ends the gathering. */
  FeatureSet features() {
    return FeatureSet.owning(session, extractor.name(), values, extractor.dimension());
  }

  static float requireFinite(float value, int row) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "image %d has the feature %s, but features must be finite: look at that image and at the"
                  .formatted(row, value)
              + " weights of the feature network");
    }
    return value;
  }
}
