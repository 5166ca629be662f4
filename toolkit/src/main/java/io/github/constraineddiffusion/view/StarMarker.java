package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.style.markers.Marker;

/** A five-pointed star with a white rim, to be seen on top of lines. */
final class StarMarker extends Marker {
  @Override
  public void paint(Graphics2D g, double x, double y, int size) {
    Path2D star = new Path2D.Double();
    for (int i = 0; i < 10; i++) {
      double radius = i % 2 == 0 ? 0.9 * size : 0.38 * size;
      double angle = -Math.PI / 2 + i * Math.PI / 5;
      double px = x + radius * Math.cos(angle);
      double py = y + radius * Math.sin(angle);
      if (i == 0) {
        star.moveTo(px, py);
      } else {
        star.lineTo(px, py);
      }
    }
    star.closePath();
    Color fill = g.getColor();
    g.setColor(Color.WHITE);
    g.setStroke(new BasicStroke(2.5f));
    g.draw(star);
    g.setColor(fill);
    g.fill(star);
  }
}
