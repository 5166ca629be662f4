package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.tensor.Session;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Looks for generated images that are copies of training images.
 *
 * <p>An image counts as memorised if its nearest training image is nearer than it is for all but a
 * small part α of held-out images, which the model cannot have copied. A model that does not
 * memorise shows about α too; a larger part is the sign. Immutable.
 */
public final class Memorisation {
  private final Session session;
  private final FeatureExtractor space;
  private final ImageSource training;
  private final int batch;
  private final double quantile;
  private final double threshold;
  private final int heldOut;

  private Memorisation(
      Session session,
      FeatureExtractor space,
      ImageSource training,
      int batch,
      double quantile,
      double threshold,
      int heldOut) {
    this.session = session;
    this.space = space;
    this.training = training;
    this.batch = batch;
    this.quantile = quantile;
    this.threshold = threshold;
    this.heldOut = heldOut;
  }

  /**
   * Calibrates the threshold.
   *
   * @param session where to compute
   * @param space where distances are taken: {@link FeatureExtractor#pixels} or a network's features
   * @param training the training images; gone through once here and once a measurement
   * @param heldOut images of the same kind that were not trained on, at least 1/α − 1 of them. More
   *     make the expected part surer: 500 give 0.02 to ±0.012. They need not be as few as the
   *     training images
   * @param quantile α, in (0, 0.5]: 0.01 is usual
   * @param batch how many training images at once, at least 1
   * @return the measurement, calibrated
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static Memorisation calibrate(
      Session session,
      FeatureExtractor space,
      ImageSource training,
      ImageSource heldOut,
      double quantile,
      int batch) {
    if (!(quantile > 0 && quantile <= 0.5)) {
      throw new IllegalArgumentException(
          "quantile is %s, but must lie in (0, 0.5]: try 0.01".formatted(quantile));
    }
    if (quantile * (heldOut.size() + 1) < 1 - 1e-9) {
      throw new IllegalArgumentException(
          "there are %d held-out images, but a part of %s needs at least %d: hold out more, or ask for a"
                  .formatted(heldOut.size(), quantile, (int) Math.ceil(1 / quantile - 1e-9) - 1)
              + " larger quantile");
    }
    FeatureSet points = FeatureSet.measure(session, space, heldOut, batch);
    double[] distances =
        NearestNeighbours.find(session, space, points, training, batch).distances();
    double threshold = new Percentile().evaluate(distances, 100 * quantile);
    return new Memorisation(session, space, training, batch, quantile, threshold, heldOut.size());
  }

  /** {@return the distance below which an image counts as memorised} */
  public double threshold() {
    return threshold;
  }

  /**
   * Finds the nearest training image of each generated image.
   *
   * @param generated generated images, gone through once
   * @return their nearest training images
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public MemorisationReport measure(ImageSource generated) {
    FeatureSet points = FeatureSet.measure(session, space, generated, batch);
    var nearest = NearestNeighbours.find(session, space, points, training, batch);
    return new MemorisationReport(
        space.name(), nearest.indices(), nearest.distances(), threshold, quantile, heldOut);
  }
}
