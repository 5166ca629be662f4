package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.List;

/** Paints the edges of a ternary chart with their ticks and the names of the models. */
final class TernaryEdges {
  private static final Font NAME = Theme.font(Font.BOLD, 13);
  private static final int MARGIN = 8;

  private final Graphics2D g;
  private final List<String> names;
  private final TernaryPainter painter;

  TernaryEdges(Graphics2D g, List<String> names, TernaryPainter painter) {
    this.g = g;
    this.names = names;
    this.painter = painter;
  }

  /** Ticks run counter-clockwise: λ₃ below, λ₁ on the right, λ₂ on the left. */
  void paint() {
    g.setColor(Palette.INK);
    g.setStroke(new BasicStroke(1.3f));
    g.draw(painter.outline());
    for (int k = 1; k < 5; k++) {
      double v = k / 5.0;
      tick(v, Ternary.place(0, 1 - v, v), -120);
      tick(v, Ternary.place(v, 0, 1 - v), 0);
      tick(v, Ternary.place(1 - v, v, 0), 120);
    }
    along("λ of " + names.get(2), Ternary.place(0, 0.5, 0.5), 0);
    along("λ of " + names.get(0), Ternary.place(0.5, 0, 0.5), 60);
    along("λ of " + names.get(1), Ternary.place(0.5, 0.5, 0), -60);
    painter.centred(names.get(0), NAME, painter.pixelX(0.5), painter.pixelY(Ternary.HEIGHT) - 10);
    corner(names.get(1), painter.pixelX(0));
    corner(names.get(2), painter.pixelX(1));
  }

  /** A name below a corner; a long one is moved inwards. */
  private void corner(String name, double x) {
    double half = NAME.getStringBounds(name, g.getFontRenderContext()).getWidth() / 2;
    double inside = Math.max(MARGIN + half, Math.min(painter.width() - MARGIN - half, x));
    painter.centred(name, NAME, inside, painter.pixelY(0) + 60);
  }

  /** Text beside the middle of an edge, beyond the ticks. */
  private void along(String text, double[] at, double degrees) {
    Graphics2D turned = (Graphics2D) g.create();
    turned.translate(painter.pixelX(at[0]), painter.pixelY(at[1]));
    turned.rotate(Math.toRadians(degrees));
    Font font = Theme.font(Font.PLAIN, 13);
    double length = font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    double away = degrees == 0 ? 40 : -46;
    Theme.text(turned, text, font, Palette.INK, -length / 2, away);
    turned.dispose();
  }

  /** A short line outwards, in the direction in which the weight stays the same. */
  private void tick(double value, double[] at, double degrees) {
    double dx = Math.cos(Math.toRadians(degrees));
    double dy = -Math.sin(Math.toRadians(degrees));
    double x = painter.pixelX(at[0]);
    double y = painter.pixelY(at[1]);
    g.setColor(Palette.INK);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(x, y, x + 6 * dx, y + 6 * dy));
    painter.centred(Digits.tick(value), TernaryPainter.TICK, x + 19 * dx, y + 16 * dy + 4.5);
  }
}
