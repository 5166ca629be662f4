package io.github.constraineddiffusion.data;

import java.util.random.RandomGenerator;

/**
 * Two colours that pass into each other along a direction.
 *
 * @param from the colour before the middle
 * @param to the colour behind it
 * @param dx first component of the direction, a unit vector
 * @param dy second component of the direction
 * @param middle where along the direction both have half
 * @param width over what length they pass into each other, above 0
 */
record Shading(Colour from, Colour to, double dx, double dy, double middle, double width) {

  static Shading along(double angle, Colour from, Colour to, double middle, double width) {
    return new Shading(from, to, StrictMath.cos(angle), StrictMath.sin(angle), middle, width);
  }

  /** A background around (0, 0): softly shaded, or in two colours with an edge, equally often. */
  static Shading background(RandomGenerator random, double side) {
    Colour from = Colour.draw(random, 0.05, 0.2);
    double angle = 2 * Math.PI * random.nextDouble();
    if (random.nextBoolean()) {
      return along(angle, from, from.darker(0.35 + 0.4 * random.nextDouble()), 0, 1.2 * side);
    }
    double middle = (random.nextDouble() - 0.5) * 0.6 * side;
    Colour to = Colour.draw(random, 0.05, 0.2);
    return along(angle, from, to, middle, 1 + 5 * random.nextDouble());
  }

  Colour at(double x, double y) {
    double share = 0.5 + (x * dx + y * dy - middle) / width;
    return from.towards(to, Math.max(0, Math.min(1, share)));
  }

  /** How far a colour is from the nearer of the two. */
  double distance(Colour colour) {
    return Math.min(from.distance(colour), to.distance(colour));
  }
}
