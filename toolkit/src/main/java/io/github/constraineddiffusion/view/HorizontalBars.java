package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.knowm.xchart.XYChart;

/** Bars from left to right with their names before and their values behind them. */
final class HorizontalBars extends XYChart {
  private static final Font FONT = Theme.font(Font.PLAIN, 13);
  private static final int GAP = 8;
  private static final int ROW = 42;
  private static final int FRAME = 100;
  private static final double HALF = 0.32;
  private static final double CAP = 4;

  private final List<String> names;
  private final double[] values;
  private double[] lower = {};
  private double[] upper = {};

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

  /** Sets the limits of the bars' intervals, one a bar; NaN for none. */
  void intervals(double[] low, double[] high) {
    lower = low.clone();
    upper = high.clone();
  }

  /** Draws a bar; none where the value is NaN. */
  void bar(int bar, Color color) {
    if (Double.isNaN(values[bar])) {
      return;
    }
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
    List<String> texts = Digits.together(values);
    for (int i = 0; i < values.length; i++) {
      double y = getScreenYFromChart(middle(i)) + 4.5;
      double end = paintInterval(g, i, before);
      double start = left - GAP - width(names.get(i));
      Theme.text(g, names.get(i), FONT, Palette.INK, start, y);
      Theme.text(g, texts.get(i), FONT, Palette.INK, end + GAP, y);
    }
  }

  /** Returns where the bar and its interval end. */
  private double paintInterval(Graphics2D g, int bar, double before) {
    double value = Double.isNaN(values[bar]) ? 0 : values[bar];
    double end = getScreenXFromChart(value) + before;
    if (bar >= upper.length || !Double.isFinite(upper[bar] - lower[bar])) {
      return end;
    }
    double y = getScreenYFromChart(middle(bar));
    double from = getScreenXFromChart(Math.max(0, lower[bar])) + before;
    double to = getScreenXFromChart(upper[bar]) + before;
    g.setColor(Palette.INK);
    g.setStroke(Strokes.THIN);
    g.draw(new Line2D.Double(from, y, to, y));
    g.draw(new Line2D.Double(from, y - CAP, from, y + CAP));
    g.draw(new Line2D.Double(to, y - CAP, to, y + CAP));
    return Math.max(end, to);
  }

  private static double width(String text) {
    return GridLayout.width(text, FONT);
  }
}
