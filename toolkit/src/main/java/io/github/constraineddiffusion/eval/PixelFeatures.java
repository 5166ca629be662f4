package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Pixels as features. */
record PixelFeatures(Shape imageShape) implements FeatureExtractor {
  PixelFeatures {
    if (imageShape.dimension() != 3 || imageShape.size() < 1) {
      throw new IllegalArgumentException(
          "the shape of an image is %s, but must be (C, H, W)".formatted(imageShape));
    }
  }

  @Override
  public String name() {
    return "pixels";
  }

  @Override
  public int dimension() {
    return Math.toIntExact(imageShape.size());
  }

  @Override
  public NDArray features(NDArray images) {
    Shape shape = images.getShape();
    if (!shape.slice(1).equals(imageShape)) {
      throw new IllegalArgumentException(
          "images have shape %s, but each must have shape %s".formatted(shape, imageShape));
    }
    return images.reshape(shape.get(0), imageShape.size());
  }
}
