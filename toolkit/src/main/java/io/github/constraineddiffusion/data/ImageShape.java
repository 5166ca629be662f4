package io.github.constraineddiffusion.data;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/** Channels, height and width of the images of a set. */
record ImageShape(int channels, int height, int width) {
  ImageShape {
    requirePositive(channels, "channels");
    requirePositive(height, "height");
    requirePositive(width, "width");
    if ((long) channels * height > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException(
          "an image of %d × %d × %d has more than 2³¹ − 1 bytes: give smaller images"
              .formatted(channels, height, width));
    }
  }

  private static void requirePositive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(
          what + " is " + value + ", but an image has at least 1: give its real size");
    }
  }

  int size() {
    return channels * height * width;
  }

  /** The bytes of so many images, if one buffer can hold them. */
  long bytes(String name, long count) {
    if (count < 1 || count > Integer.MAX_VALUE / size()) {
      throw DataException.of(
          name,
          "%d images of %s".formatted(count, this),
          "at least 1, and at most %d of that size: 2³¹ − 1 bytes are the limit of a set"
              .formatted(Integer.MAX_VALUE / size()));
    }
    return count * size();
  }

  Shape batch(long count) {
    return new Shape(count, channels, height, width);
  }

  ByteBuffer header() {
    return ByteBuffer.allocate(12).putInt(channels).putInt(height).putInt(width).flip();
  }

  @Override
  public String toString() {
    return channels + " × " + height + " × " + width;
  }
}
