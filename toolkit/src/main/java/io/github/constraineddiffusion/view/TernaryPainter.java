package io.github.constraineddiffusion.view;

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
  static final Font TICK = Theme.font(Font.PLAIN, 12);
  private static final int TOP = 64;
  private static final int BOTTOM = 68;
  private static final int LEFT = 40;
  private static final int RIGHT = 110;
  private static final int BAR = 16;
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
    new TernaryEdges(g, chart.names(), this).paint();
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
    inside.clip(outline());
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

  void centred(String text, Font font, double x, double y) {
    double length = font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    Theme.text(g, text, font, Palette.INK, x - length / 2, y);
  }

  int width() {
    return width;
  }

  Path2D outline() {
    return Ternary.outline(left, bottom, side);
  }

  double pixelX(double x) {
    return left + side * x;
  }

  double pixelY(double y) {
    return bottom - side * y;
  }
}
