package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Paints one ternary chart: ground, contour lines, edges with ticks, series, colour bar. */
final class TernaryPainter {
  private static final Font TITLE = Theme.font(Font.BOLD, 15);
  private static final Font NAME = Theme.font(Font.BOLD, 13);
  private static final Font TICK = Theme.font(Font.PLAIN, 12);
  private static final int TOP = 64;
  private static final int BOTTOM = 68;
  private static final int LEFT = 40;
  private static final int RIGHT = 110;
  private static final int BAR = 16;
  private static final int MARGIN = 8;
  private static final int MARKER = 10;

  private final Graphics2D g;
  private final TernaryChart chart;
  private final int width;
  private final int height;
  private final double side;
  private final double left;
  private final double bottom;

  TernaryPainter(Graphics2D g, TernaryChart chart, int width, int height) {
    this.g = g;
    this.chart = chart;
    this.width = width;
    this.height = height;
    this.side = Math.min(width - LEFT - RIGHT, (height - TOP - BOTTOM) / Ternary.HEIGHT);
    this.left = LEFT + (width - LEFT - RIGHT - side) / 2;
    this.bottom = TOP + Ternary.HEIGHT * side;
  }

  void paint() {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width, height));
    centred(chart.getTitle(), TITLE, width / 2.0, 26);
    ground();
    edges();
    for (XYSeries series : chart.getSeriesMap().values()) {
      if (!series.getName().startsWith("contour")) {
        draw(g, series);
      }
    }
    bar();
  }

  /** Shades and contour lines, inside the triangle. */
  private void ground() {
    Graphics2D inside = (Graphics2D) g.create();
    inside.clip(Ternary.outline(left, bottom, side));
    int n = (int) Math.ceil(side);
    BufferedImage shades = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
    for (int px = 0; px < n; px++) {
      for (int py = 0; py < n; py++) {
        double value = Ternary.value(chart.field(), (px + 0.5) / side, 1 - (py + 0.5) / side);
        shades.setRGB(px, py, chart.shade(value).getRGB());
      }
    }
    inside.drawImage(shades, (int) Math.round(left), (int) Math.round(bottom - side), null);
    for (XYSeries series : chart.getSeriesMap().values()) {
      if (series.getName().startsWith("contour")) {
        draw(inside, series);
      }
    }
    inside.dispose();
  }

  private void draw(Graphics2D on, XYSeries series) {
    double[] x = series.getXData();
    double[] y = series.getYData();
    if (series.getXYSeriesRenderStyle() == XYSeriesRenderStyle.Scatter) {
      for (int i = 0; i < x.length; i++) {
        on.setColor(series.getMarkerColor());
        series.getMarker().paint(on, pixelX(x[i]), pixelY(y[i]), MARKER);
      }
      return;
    }
    Path2D line = new Path2D.Double();
    line.moveTo(pixelX(x[0]), pixelY(y[0]));
    for (int i = 1; i < x.length; i++) {
      line.lineTo(pixelX(x[i]), pixelY(y[i]));
    }
    on.setColor(series.getLineColor());
    on.setStroke(series.getLineStyle());
    on.draw(line);
  }

  /** Ticks run counter-clockwise: λ₃ below, λ₁ on the right, λ₂ on the left. */
  private void edges() {
    g.setColor(Palette.INK);
    g.setStroke(new BasicStroke(1.3f));
    g.draw(Ternary.outline(left, bottom, side));
    for (int k = 1; k < 5; k++) {
      double v = k / 5.0;
      tick(v, Ternary.place(0, 1 - v, v), -120);
      tick(v, Ternary.place(v, 0, 1 - v), 0);
      tick(v, Ternary.place(1 - v, v, 0), 120);
    }
    along("λ of " + chart.names().get(2), Ternary.place(0, 0.5, 0.5), 0);
    along("λ of " + chart.names().get(0), Ternary.place(0.5, 0, 0.5), 60);
    along("λ of " + chart.names().get(1), Ternary.place(0.5, 0.5, 0), -60);
    centred(chart.names().get(0), NAME, pixelX(0.5), TOP - 10);
    corner(chart.names().get(1), pixelX(0));
    corner(chart.names().get(2), pixelX(1));
  }

  /** A name below a corner; a long one is moved inwards. */
  private void corner(String name, double x) {
    double half = NAME.getStringBounds(name, g.getFontRenderContext()).getWidth() / 2;
    double inside = Math.max(MARGIN + half, Math.min(width - MARGIN - half, x));
    centred(name, NAME, inside, bottom + 60);
  }

  /** Text beside the middle of an edge, beyond the ticks. */
  private void along(String text, double[] at, double degrees) {
    Graphics2D turned = (Graphics2D) g.create();
    turned.translate(pixelX(at[0]), pixelY(at[1]));
    turned.rotate(Math.toRadians(degrees));
    Font font = Theme.font(Font.PLAIN, 13);
    double length = font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    double away = degrees == 0 ? 40 : -34;
    Theme.text(turned, text, font, Palette.INK, -length / 2, away);
    turned.dispose();
  }

  /** A short line outwards, in the direction in which the weight stays the same. */
  private void tick(double value, double[] at, double degrees) {
    double dx = Math.cos(Math.toRadians(degrees));
    double dy = -Math.sin(Math.toRadians(degrees));
    double x = pixelX(at[0]);
    double y = pixelY(at[1]);
    g.setColor(Palette.INK);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(x, y, x + 6 * dx, y + 6 * dy));
    centred(Digits.tick(value), TICK, x + 19 * dx, y + 16 * dy + 4.5);
  }

  private void bar() {
    double x = width - RIGHT + 40;
    double length = Ternary.HEIGHT * side;
    double low = chart.field().low();
    double high = chart.field().high();
    for (int p = 0; p < length; p++) {
      g.setColor(chart.shade(high - (high - low) * p / length));
      g.fill(new Rectangle2D.Double(x, TOP + p, BAR, Math.min(1.5, length - p)));
    }
    for (double level : chart.contours()) {
      double y = TOP + length * (high - level) / (high - low);
      g.setColor(chart.color(level));
      g.setStroke(Strokes.THIN);
      g.draw(new Line2D.Double(x, y, x + BAR, y));
      Theme.text(g, Digits.tick(level), TICK, Palette.INK, x + BAR + 6, y + 4.5);
    }
    centred("nats", TICK, x + BAR / 2.0, TOP - 10);
  }

  private void centred(String text, Font font, double x, double y) {
    double length = font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    Theme.text(g, text, font, Palette.INK, x - length / 2, y);
  }

  private double pixelX(double x) {
    return left + side * x;
  }

  private double pixelY(double y) {
    return bottom - side * y;
  }
}
