package io.github.constraineddiffusion.data;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * The shapes of {@link ColouredShapes}, each inside the unit circle, y pointing down. What is
 * inside is decided by plain arithmetic, which is the same on every platform.
 */
enum Outline {
  CIRCLE(disc(0, 0, 0.9)),
  SQUARE(box(0.7, 0.7)),
  TRIANGLE(star(3, 0.5)),
  STAR(star(5, 0.42)),
  CROSS(either(box(0.95, 0.3), box(0.3, 0.95))),
  RING(without(disc(0, 0, 0.95), disc(0, 0, 0.52))),
  HEART(heart()),
  CRESCENT(without(disc(-0.05, 0, 0.95), disc(0.4, 0, 0.75))),
  ARROW(polygon(0, -0.95, 0.75, -0.1, 0.27, -0.1, 0.27, 0.9, -0.27, 0.9, -0.27, -0.1, -0.75, -0.1)),
  BAR(box(0.95, 0.28));

  private final Region region;

  Outline(Shape shape) {
    this(shape::contains);
  }

  Outline(Region region) {
    this.region = region;
  }

  boolean contains(double x, double y) {
    return region.contains(x, y);
  }

  @FunctionalInterface
  private interface Region {
    boolean contains(double x, double y);
  }

  private static Region without(Shape whole, Shape part) {
    return (x, y) -> whole.contains(x, y) && !part.contains(x, y);
  }

  private static Region either(Shape one, Shape other) {
    return (x, y) -> one.contains(x, y) || other.contains(x, y);
  }

  private static Shape disc(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private static Shape box(double halfWidth, double halfHeight) {
    return new Rectangle2D.Double(-halfWidth, -halfHeight, 2 * halfWidth, 2 * halfHeight);
  }

  /** Corners in turn on the unit circle and on an inner one, the first above the centre. */
  private static Shape star(int points, double inner) {
    var corners = new double[4 * points];
    for (int k = 0; k < 2 * points; k++) {
      double radius = k % 2 == 0 ? 1 : inner;
      corners[2 * k] = radius * StrictMath.sin(Math.PI * k / points);
      corners[2 * k + 1] = -radius * StrictMath.cos(Math.PI * k / points);
    }
    return polygon(corners);
  }

  private static Shape heart() {
    var path = new Path2D.Double();
    path.moveTo(0, 0.95);
    path.curveTo(-1.4, 0, -0.85, -1.2, 0, -0.4);
    path.curveTo(0.85, -1.2, 1.4, 0, 0, 0.95);
    path.closePath();
    return path;
  }

  private static Shape polygon(double... corners) {
    var path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
