package io.github.constraineddiffusion.view;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Tensors of images as pictures. */
final class ImagePixels {
  private ImagePixels() {}

  /** Returns one RGB picture for each image: −1 is black, 1 is white, what lies outside is cut. */
  static List<BufferedImage> of(NDArray images) {
    Shape shape = requireImages(images);
    int channels = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    float[] values = floats(images);
    List<BufferedImage> pictures = new ArrayList<>();
    for (int n = 0; n < shape.get(0); n++) {
      BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      int start = n * channels * height * width;
      requireFinite(values, start, channels * height * width, n);
      for (int p = 0; p < height * width; p++) {
        picture.setRGB(p % width, p / width, rgb(values, start + p, channels, height * width));
      }
      pictures.add(picture);
    }
    return pictures;
  }

  private static Shape requireImages(NDArray images) {
    Shape shape = images.getShape();
    boolean fits = shape.dimension() == 4 && (shape.get(1) == 1 || shape.get(1) == 3);
    if (!fits || shape.size() == 0) {
      throw new IllegalArgumentException(
          "images have shape "
              + shape
              + ", but must be (N, C, H, W) with at least one image and C 1 (grey) or 3 (red, green,"
              + " blue): reshape them, or draw some");
    }
    if (!images.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "images have the type "
              + images.getDataType()
              + ", but must be floating-point numbers in [−1, 1]: take bytes x as x/127.5 − 1");
    }
    return shape;
  }

  private static float[] floats(NDArray images) {
    if (images.getDataType() == DataType.FLOAT32) {
      return images.toFloatArray();
    }
    try (NDArray converted = images.toType(DataType.FLOAT32, true)) {
      return converted.toFloatArray();
    }
  }

  private static void requireFinite(float[] values, int start, int count, int image) {
    for (int i = start; i < start + count; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "image "
                + image
                + " holds the value "
                + values[i]
                + ", but a pixel must be finite: look at how it was drawn, or leave it out");
      }
    }
  }

  private static int rgb(float[] values, int at, int channels, int plane) {
    int red = level(values[at]);
    int green = channels == 1 ? red : level(values[at + plane]);
    int blue = channels == 1 ? red : level(values[at + 2 * plane]);
    return red << 16 | green << 8 | blue;
  }

  /** The inverse of x/127.5 − 1. */
  private static int level(float value) {
    return Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127.5f);
  }
}
