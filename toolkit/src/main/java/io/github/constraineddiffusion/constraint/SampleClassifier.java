package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Tells the class of generated samples, so that the share of a class can be measured. */
public interface SampleClassifier {

  /** {@return the number of classes} */
  int classes();

  /**
   * Scores samples.
   *
   * @param samples float32, shape (N, sample shape); images in [−1, 1]
   * @return logits, float32 of shape (N, classes), owned by the manager of {@code samples}
   */
  NDArray logits(NDArray samples);

  /**
   * Returns a text that is equal for equal classifiers: it goes into checkpoints.
   *
   * @return the class's name, unless a classifier says more
   */
  default String identity() {
    return getClass().isHidden() || getClass().isSynthetic() ? "a lambda" : getClass().getName();
  }

  /**
   * Tells the most likely class of each sample.
   *
   * @param samples float32, shape (N, sample shape)
   * @return N classes from 0
   */
  default int[] classify(NDArray samples) {
    try (NDArray logits = logits(samples);
        NDArray best = logits.argMax(1)) {
      return Arrays.stream(best.toLongArray()).mapToInt(Math::toIntExact).toArray();
    }
  }
}
