package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;

/**
 * XChart's bar chart with the legend of this package, intervals that need not be symmetric, and a
 * dashed line across each group.
 */
final class BarChart extends CategoryChart {
  private static final BasicStroke INTERVAL = new BasicStroke(1.2f);
  private static final double CAP = 3;

  /** Limits of the interval of each bar of a series; null where none is known. */
  private record Intervals(double[] lower, double[] upper) {}

  private final Legend legendBelow = new Legend();
  private final List<Intervals> intervals = new ArrayList<>();
  private double[] targets = {};

  BarChart(String title, String y, int width, int height) {
    super(width, height);
    setTitle(title);
    setYAxisTitle(y);
    Theme.apply(getStyler());
    getStyler().setAvailableSpaceFill(0.8).setPlotGridVerticalLinesVisible(false);
    getStyler().setPlotContentSize(0.98);
    getStyler().setyAxisTickLabelsFormattingFunction(Digits::tick);
  }

  /** Sets the heights of the dashed lines, one a group; NaN or 0 for none. */
  void targets(double[] heights, String label) {
    targets = heights;
    legendBelow.explain(label, Strokes.DASHED, Palette.INK);
  }

  /** Sets the intervals of the series that come next, in their order; a NaN limit for none. */
  void interval(double[] lower, double[] upper) {
    intervals.add(new Intervals(lower, upper));
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int ownWidth = getWidth();
    int ownHeight = getHeight();
    int below = legendBelow.height(getSeriesMap().values(), width);
    super.paint(g, width, height - below);
    setWidth(ownWidth); // XChart keeps the size of the last picture
    setHeight(ownHeight);
    g.setColor(Palette.INK);
    for (int s = 0; s < intervals.size(); s++) {
      for (int i = 0; i < intervals.get(s).lower.length; i++) {
        paintInterval(g, s, i);
      }
    }
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] > 0) {
        paintTarget(g, i);
      }
    }
    legendBelow.paint(g, getSeriesMap().values(), width, height - below);
  }

  /** XChart gives each group an equal part of the plot, less a margin at its ends. */
  private double part(int groups) {
    return plot.getBounds().getWidth() * getStyler().getPlotContentSize() / groups;
  }

  private double start(int group, int groups) {
    Rectangle2D area = plot.getBounds();
    double margin = area.getWidth() * (1 - getStyler().getPlotContentSize()) / 2;
    return area.getX() + margin + part(groups) * group;
  }

  private void paintInterval(Graphics2D g, int series, int group) {
    Intervals limits = intervals.get(series);
    if (!(limits.upper[group] > limits.lower[group])) {
      return;
    }
    int groups = limits.lower.length;
    double fill = getStyler().getAvailableSpaceFill();
    double bar = part(groups) * fill / getSeriesMap().size();
    double x = start(group, groups) + part(groups) * (1 - fill) / 2 + (series + 0.5) * bar;
    double low = getScreenYFromChart(limits.lower[group]);
    double high = getScreenYFromChart(limits.upper[group]);
    double cap = Math.min(CAP, bar / 2 - 1);
    g.setStroke(INTERVAL);
    g.draw(new Line2D.Double(x, low, x, high));
    g.draw(new Line2D.Double(x - cap, low, x + cap, low));
    g.draw(new Line2D.Double(x - cap, high, x + cap, high));
  }

  private void paintTarget(Graphics2D g, int group) {
    double part = part(targets.length);
    double start = start(group, targets.length);
    double margin = part * (1 - getStyler().getAvailableSpaceFill()) / 2;
    double gap = margin - Math.min(8, 0.7 * margin);
    double y = getScreenYFromChart(targets[group]);
    g.setStroke(Strokes.DASHED);
    g.draw(new Line2D.Double(start + gap, y, start + part - gap, y));
  }
}
