package io.github.constraineddiffusion.data;

import java.util.random.RandomGenerator;

/**
 * A colour of {@link ColouredShapes}.
 *
 * @param red in [0, 1]
 * @param green in [0, 1]
 * @param blue in [0, 1]
 */
record Colour(double red, double green, double blue) {

  /** Hue, saturation and brightness (Smith 1978), each in [0, 1]. */
  static Colour of(double hue, double saturation, double brightness) {
    return new Colour(
        channel(5, hue, saturation, brightness),
        channel(3, hue, saturation, brightness),
        channel(1, hue, saturation, brightness));
  }

  private static double channel(int n, double hue, double saturation, double brightness) {
    double k = (n + 6 * hue) % 6;
    return brightness * (1 - saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k))));
  }

  static Colour draw(RandomGenerator random, double leastSaturation, double leastBrightness) {
    double hue = random.nextDouble();
    double saturation = leastSaturation + (1 - leastSaturation) * random.nextDouble();
    return of(hue, saturation, leastBrightness + (1 - leastBrightness) * random.nextDouble());
  }

  /** This colour at 0, the other at 1. */
  Colour towards(Colour other, double share) {
    return new Colour(
        red + share * (other.red - red),
        green + share * (other.green - green),
        blue + share * (other.blue - blue));
  }

  Colour darker(double factor) {
    return new Colour(factor * red, factor * green, factor * blue);
  }

  /** Distance weighted by what eyes see, at most 1. */
  double distance(Colour other) {
    double r = red - other.red;
    double g = green - other.green;
    double b = blue - other.blue;
    return Math.sqrt(0.3 * r * r + 0.59 * g * g + 0.11 * b * b);
  }

  /** Writes the bytes 0…255 of the channels at one place of three planes. */
  void put(byte[] planes, int at) {
    int plane = planes.length / 3;
    planes[at] = (byte) Math.round(255 * red);
    planes[plane + at] = (byte) Math.round(255 * green);
    planes[2 * plane + at] = (byte) Math.round(255 * blue);
  }
}
