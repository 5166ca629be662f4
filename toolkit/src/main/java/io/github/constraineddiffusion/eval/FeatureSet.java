package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.FloatBuffer;

/**
 * The features of a set of images, N rows of d numbers. Immutable; held as float32 outside the
 * engine (4·N·d bytes), and brought to the session's device block by block.
 */
public final class FeatureSet {
  private final Session session;
  private final String space;
  private final float[] values;
  private final int dimension;

  private FeatureSet(Session session, String space, float[] values, int dimension) {
    this.session = session;
    this.space = space;
    this.values = values;
    this.dimension = dimension;
  }

  /**
   * Computes the features of images.
   *
   * @param session where to compute
   * @param extractor the feature space
   * @param images the images
   * @param batch how many images at once, at least 1
   * @return their features
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static FeatureSet measure(
      Session session, FeatureExtractor extractor, ImageSource images, int batch) {
    var collector = new FeatureCollector(session, extractor, images.size());
    ImageBatches.forEach(session, images, batch, collector::add);
    return collector.features();
  }

  /**
   * Copies features that were computed elsewhere.
   *
   * @param session where to compute with them
   * @param space the name of their space: only features of one space can be compared
   * @param rows N rows of d finite numbers, N and d at least 1; kept as float32
   * @return the features
   */
  public static FeatureSet of(Session session, String space, double[][] rows) {
    int d = rows.length == 0 ? 0 : rows[0].length;
    if (d == 0) {
      throw new IllegalArgumentException(
          "there are 0 features, but at least 1 row of at least 1 number is needed");
    }
    var values = new float[length(rows.length, d)];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != d) {
        throw new IllegalArgumentException(
            "row %d has %d features, but the first has %d: give rows of one length"
                .formatted(i, rows[i].length, d));
      }
      for (int j = 0; j < d; j++) {
        values[i * d + j] = FeatureCollector.requireFinite((float) rows[i][j], i);
      }
    }
    return new FeatureSet(session, space, values, d);
  }

  /** Takes values that nobody else holds. */
  static FeatureSet owning(Session session, String space, float[] values, int dimension) {
    return new FeatureSet(session, space, values, dimension);
  }

  /** {@return the number of images N} */
  public int size() {
    return values.length / dimension;
  }

  /** {@return the dimension d of the feature space} */
  public int dimension() {
    return dimension;
  }

  /** {@return the name of the feature space} */
  public String space() {
    return space;
  }

  /** {@return mean and covariance} */
  public FeatureStatistics statistics() {
    var accumulator = new FeatureAccumulator(session, space, dimension);
    int block = Math.max(1, (1 << 22) / dimension);
    for (int from = 0; from < size(); from += block) {
      try (NDManager scope = session.scope()) {
        accumulator.add(rows(scope, from, Math.min(size(), from + block)));
      }
    }
    return accumulator.statistics();
  }

  /** Returns some of the rows, copied. */
  FeatureSet take(int[] rows) {
    var taken = new float[rows.length * dimension];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * dimension, taken, i * dimension, dimension);
    }
    return new FeatureSet(session, space, taken, dimension);
  }

  /** Returns the rows of a range as float32, shape (to − from, d). */
  NDArray rows(NDManager manager, int from, int to) {
    FloatBuffer range = FloatBuffer.wrap(values, from * dimension, (to - from) * dimension);
    return manager.create(range, new Shape(to - from, dimension));
  }

  Session session() {
    return session;
  }

  /** Refuses features of another space. */
  void requireSameSpace(FeatureSet other) {
    FeatureStatistics.requireSameSpace(space, dimension, other.space, other.dimension);
  }

  static int length(int size, int dimension) {
    if ((long) size * dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d images of %d features are more than fit into one array: take %d images, or project"
                  .formatted(size, dimension, Integer.MAX_VALUE / dimension)
              + " the features");
    }
    return size * dimension;
  }

  @Override
  public String toString() {
    return "FeatureSet(%d × %d, %s)".formatted(size(), dimension, space);
  }
}
