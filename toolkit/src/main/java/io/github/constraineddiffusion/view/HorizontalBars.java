package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;

/** Bars from left to right with their names before and their values behind them. */
final class HorizontalBars extends XYChart {
  private static final Font FONT = Theme.font(Font.PLAIN, 13);
  private static final int GAP = 8;
  private static final int ROW = 42;
  private static final int FRAME = 100;
  private static final double HALF = 0.32;

  private final List<String> names;
  private final double[] values;

  HorizontalBars(String title, String unit, List<String> names, double[] values) {
    super(Theme.WIDTH, FRAME + ROW * names.size());
    this.names = names;
    this.values = values;
    setTitle(title);
    setXAxisTitle(unit);
    Theme.apply(getStyler());
    getStyler().setYAxisTicksVisible(false).setPlotGridHorizontalLinesVisible(false);
    getStyler().setxAxisTickLabelsFormattingFunction(Digits::tick);
    getStyler().setYAxisMin(-0.5).setYAxisMax(names.size() - 0.5).setXAxisMin(0.0);
  }

  /** The first bar is the uppermost. */
  double middle(int bar) {
    return names.size() - 1 - bar;
  }

  void bar(int bar, Color color) {
    double y = middle(bar);
    double[] ends = {0, values[bar]};
    double[] low = {y - HALF, y - HALF};
    double[] high = {y + HALF, y + HALF};
    Strokes.band(this, names.get(bar), ends, low, high, color);
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int ownWidth = getWidth();
    int ownHeight = getHeight();
    double widest = names.stream().mapToDouble(HorizontalBars::width).max().orElse(0);
    int before = (int) Math.ceil(widest) + GAP;
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width, height));
    Graphics2D bars = (Graphics2D) g.create();
    bars.translate(before, 0);
    super.paint(bars, width - before, height);
    bars.dispose();
    setWidth(ownWidth); // XChart keeps the size of the last picture
    setHeight(ownHeight);
    double left = plot.getBounds().getX() + before;
    for (int i = 0; i < values.length; i++) {
      double y = getScreenYFromChart(middle(i)) + 4.5;
      double end = getScreenXFromChart(values[i]) + before;
      double start = left - GAP - width(names.get(i));
      Theme.text(g, names.get(i), FONT, Palette.INK, start, y);
      Theme.text(g, text(values[i]), FONT, Palette.INK, end + GAP, y);
    }
  }

  private static double width(String text) {
    return GridLayout.width(text, FONT);
  }

  /** Three significant digits. */
  private static String text(double value) {
    double size = Math.abs(value);
    String pattern =
        size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3g";
    return String.format(Locale.ROOT, pattern, value);
  }
}
