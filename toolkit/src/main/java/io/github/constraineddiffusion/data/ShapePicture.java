package io.github.constraineddiffusion.data;

import java.util.random.RandomGenerator;

/** Draws one picture of {@link ColouredShapes}: where, how large, turned how, in which colours. */
final class ShapePicture {
  static final int SIDE = 32;

  /** Points a pixel and direction that are asked whether they lie inside. */
  private static final int FINENESS = 4;

  private static final double SMALLEST = 6;
  private static final double LARGEST = 13;
  private static final double CONTRAST = 0.3;

  private final Outline outline;
  private final Shading background;
  private final Shading fill;
  private final double radius;
  private final double x;
  private final double y;
  private final double cos;
  private final double sin;

  ShapePicture(Outline outline, RandomGenerator random) {
    this.outline = outline;
    radius = SMALLEST + (LARGEST - SMALLEST) * random.nextDouble();
    x = place(random);
    y = place(random);
    double angle = 2 * Math.PI * random.nextDouble();
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
    background = Shading.background(random, SIDE);
    Colour light = contrasting(random);
    double lit = 2 * Math.PI * random.nextDouble();
    fill = Shading.along(lit, light, light.darker(0.75), 0, 2 * radius);
  }

  /** Nearly always the first or second colour drawn. */
  private Colour contrasting(RandomGenerator random) {
    Colour best = Colour.draw(random, 0.4, 0.45);
    for (int draws = 1; draws < 50 && background.distance(best) < CONTRAST; draws++) {
      Colour other = Colour.draw(random, 0.4, 0.45);
      best = background.distance(other) > background.distance(best) ? other : best;
    }
    return best;
  }

  /** From the middle, so that the unit circle's image reaches at most the border. */
  private double place(RandomGenerator random) {
    return (SIDE - 2 * radius) * (random.nextDouble() - 0.5);
  }

  /** Returns the bytes of three planes, red, green, blue. */
  byte[] draw() {
    var planes = new byte[3 * SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double px = column + 0.5 - SIDE / 2.0;
        double py = row + 0.5 - SIDE / 2.0;
        Colour behind = background.at(px, py);
        double share = coverage(px - x, py - y);
        Colour seen = share > 0 ? behind.towards(fill.at(px - x, py - y), share) : behind;
        seen.put(planes, row * SIDE + column);
      }
    }
    return planes;
  }

  /** The share of the pixel around a point, seen from the shape's centre, that lies inside. */
  private double coverage(double px, double py) {
    if (Math.max(Math.abs(px), Math.abs(py)) > radius + 1) {
      return 0;
    }
    int inside = 0;
    for (int i = 0; i < FINENESS; i++) {
      for (int j = 0; j < FINENESS; j++) {
        double u = (px + (i + 0.5) / FINENESS - 0.5) / radius;
        double v = (py + (j + 0.5) / FINENESS - 0.5) / radius;
        if (outline.contains(cos * u + sin * v, cos * v - sin * u)) {
          inside++;
        }
      }
    }
    return inside / (double) (FINENESS * FINENESS);
  }
}
