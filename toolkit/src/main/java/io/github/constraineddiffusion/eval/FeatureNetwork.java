package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** An architecture that maps images to features; a linear layer on top tells the classes. */
public abstract sealed class FeatureNetwork permits PlainCnn, ResidualCnn {

  /** {@return the number of features} */
  public abstract int dimension();

  /** {@return the architecture with its settings, such as goes into manifests} */
  public abstract String description();

  /** Returns the layers for images of a shape (C, H, W), or refuses the shape. */
  abstract LayerPlan plan(Shape imageShape);

  /** Computes features (N, dimension) of images (N, C, H, W). */
  abstract NDArray features(NDArray images, LayerWeights weights);

  /** The largest number of groups up to 8 that divides the channels, four or more in a group. */
  static int groups(int channels) {
    int groups = Math.max(1, Math.min(8, channels / 4));
    while (channels % groups != 0) {
      groups--;
    }
    return groups;
  }

  static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1");
    }
    return value;
  }

  @Override
  public String toString() {
    return description();
  }
}
