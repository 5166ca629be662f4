package io.github.constraineddiffusion.data;

import java.util.Arrays;

/**
 * Resizes pictures: linear interpolation when enlarging, and when reducing a triangle that is as
 * much wider as the picture shrinks, so that every pixel counts. Rows first, rounded to bytes, then
 * columns: the numbers of Pillow's BILINEAR.
 */
final class Resampling {
  /** Weights are numbers of 2⁻²²: 255 of them fit into an int. */
  private static final int BITS = 22;

  private Resampling() {}

  static Planes resize(Planes picture, ImageSize size) {
    ImageShape from = picture.shape();
    var wide = new ImageShape(from.channels(), from.height(), size.width());
    var shape = new ImageShape(from.channels(), size.height(), size.width());
    byte[] bytes = picture.bytes();
    if (from.width() != size.width()) {
      int lines = from.channels() * from.height();
      bytes = along(bytes, lines, from.width(), size.width(), 1);
    }
    if (from.height() != size.height()) {
      bytes = along(bytes, wide.channels(), from.height(), size.height(), size.width());
    }
    return new Planes(shape, bytes);
  }

  /**
   * Resamples one axis.
   *
   * @param outer how many times the axis is repeated
   * @param inner how many neighbouring values share a place on the axis
   */
  private static byte[] along(byte[] values, int outer, int from, int to, int inner) {
    var result = new byte[outer * to * inner];
    for (int target = 0; target < to; target++) {
      Kernel kernel = Kernel.at(target, from, to);
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          int sum = 1 << (BITS - 1);
          int at = (o * from + kernel.first()) * inner + i;
          for (int weight : kernel.weights()) {
            sum += weight * (values[at] & 0xff);
            at += inner;
          }
          result[(o * to + target) * inner + i] = (byte) Math.min(255, sum >> BITS);
        }
      }
    }
    return result;
  }

  /** The weights of the old pixels in one new pixel. */
  private record Kernel(int first, int[] weights) {
    static Kernel at(int target, int from, int to) {
      double scale = (double) from / to;
      double width = Math.max(scale, 1);
      double centre = (target + 0.5) * scale;
      int first = Math.max(0, (int) (centre - width + 0.5));
      int end = Math.min(from, (int) (centre + width + 0.5));
      var weights = new double[end - first];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / width);
        sum += weights[i];
      }
      double one = (1 << BITS) / sum;
      return new Kernel(
          first, Arrays.stream(weights).mapToInt(weight -> (int) (weight * one + 0.5)).toArray());
    }
  }
}
