package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A hollow circle, filled with white: a point that counts less. */
final class RingMarker extends Marker {
  @Override
  public void paint(Graphics2D g, double x, double y, int size) {
    double side = size - 1.0;
    Ellipse2D circle = new Ellipse2D.Double(x - side / 2, y - side / 2, side, side);
    Color outline = g.getColor();
    g.setColor(Color.WHITE);
    g.fill(circle);
    g.setColor(outline);
    g.setStroke(new BasicStroke(1.6f));
    g.draw(circle);
  }
}
