package io.github.constraineddiffusion.view;

import java.awt.geom.Path2D;

/**
 * Where weights (λ₁, λ₂, λ₃) lie in a triangle with sides of length 1: λ₁ = 1 at the top, λ₂ = 1 at
 * the left, λ₃ = 1 at the right.
 */
final class Ternary {
  static final double HEIGHT = Math.sqrt(3) / 2;

  private Ternary() {}

  static double[] place(double... lambda) {
    return new double[] {lambda[2] + lambda[0] / 2, HEIGHT * lambda[0]};
  }

  /** The value of a field at a place. */
  static double value(TernaryField field, double x, double y) {
    double top = y / HEIGHT;
    return field.at(top, 1 - x - top / 2);
  }

  static Path2D outline(double left, double bottom, double side) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(left, bottom);
    outline.lineTo(left + side, bottom);
    outline.lineTo(left + side / 2, bottom - HEIGHT * side);
    outline.closePath();
    return outline;
  }
}
