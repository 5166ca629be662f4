package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;

/** The loss of a classifier. */
final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * −(1/N) Σ_n Σ_c y_nc log softmax(logits)_nc, with y the class's indicator, smoothed: y = 1 − s +
   * s/C for the class and s/C for the others.
   *
   * @param logits shape (N, C)
   * @param labels N classes from 0
   * @param smoothing s, in [0, 1)
   * @return a 0-d array
   */
  static NDArray of(NDArray logits, long[] labels, double smoothing) {
    int classes = Math.toIntExact(logits.getShape().get(1));
    float[] target = new float[labels.length * classes];
    java.util.Arrays.fill(target, (float) (smoothing / classes));
    for (int n = 0; n < labels.length; n++) {
      target[n * classes + Math.toIntExact(labels[n])] += (float) (1 - smoothing);
    }
    NDArray y = logits.getManager().create(target, new Shape(labels.length, classes));
    return Operators.scale(logits.logSoftmax(1).mul(y).sum(), -1.0 / labels.length);
  }
}
