package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Maps images to the feature space in which Fréchet and kernel distances are measured. */
public interface FeatureExtractor {

  /** {@return the name that charts and tables give, for instance "digit classifier"} */
  String name();

  /** {@return the dimension d of the feature space} */
  int dimension();

  /**
   * Computes features.
   *
   * @param images float32 in [−1, 1], shape (N, C, H, W)
   * @return float32 of shape (N, d), owned by the manager of {@code images}
   */
  NDArray features(NDArray images);

  /**
   * Projects these features to fewer dimensions, so that the covariance of few images is not
   * singular: a fixed matrix of normal numbers with variance 1/dimensions, which keeps squared
   * lengths in the mean (Johnson, Lindenstrauss 1984).
   *
   * @param dimensions of the projection, at least 1 and less than those of these features: 64 for
   *     1,000 images and more
   * @param seed of the matrix: measure all that is compared with one seed
   * @return the projected features, whose name says so
   */
  default FeatureExtractor projected(int dimensions, long seed) {
    return new ProjectedFeatures(this, dimensions, seed);
  }

  /**
   * Takes the pixels themselves as features, d = C·H·W: to find copies of training images.
   *
   * @param imageShape the shape of one image, (C, H, W)
   * @return the features
   */
  static FeatureExtractor pixels(Shape imageShape) {
    return new PixelFeatures(imageShape);
  }
}
