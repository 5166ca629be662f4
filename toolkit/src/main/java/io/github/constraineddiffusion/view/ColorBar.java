package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** The bar that says which number a colour stands for, the highest above. */
final class ColorBar {
  private static final double WIDTH = 16;
  private static final double TICK = 4;

  private final ColorScale scale;
  private final String quantity;

  ColorBar(ColorScale scale, String quantity) {
    this.scale = scale;
    this.quantity = quantity;
  }

  void paint(Graphics2D g, double x, double y, double length) {
    for (int p = 0; p < length; p++) {
      g.setColor(Palette.ramp(1 - (p + 0.5) / length));
      g.fill(new Rectangle2D.Double(x, y + p, WIDTH, Math.min(1.5, length - p)));
    }
    g.setStroke(Strokes.THIN);
    for (double tick : scale.ticks()) {
      double at = y + length * (1 - scale.position(tick));
      g.setColor(Color.WHITE);
      g.draw(new Line2D.Double(x + WIDTH - TICK, at, x + WIDTH, at));
      Theme.text(g, Digits.tick(tick), HeatChart.TICK, Palette.INK, x + WIDTH + 6, at + 4.5);
    }
    Theme.text(g, quantity, HeatChart.TICK, Palette.INK, x, y - 10);
  }
}
