package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;

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
}
