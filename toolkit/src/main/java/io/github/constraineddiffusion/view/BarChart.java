package io.github.constraineddiffusion.view;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.CategoryChart;

/** XChart's bar chart with the legend of this package and a dashed line across each group. */
final class BarChart extends CategoryChart {
  private final Legend legendBelow = new Legend();
  private double[] targets = {};

  BarChart(String title, String y) {
    super(Theme.WIDTH, Theme.HEIGHT);
    setTitle(title);
    setYAxisTitle(y);
    Theme.apply(getStyler());
    getStyler().setAvailableSpaceFill(0.8).setPlotGridVerticalLinesVisible(false);
    getStyler().setyAxisTickLabelsFormattingFunction(Digits::tick);
  }

  /** Sets the heights of the dashed lines, one a group; NaN or 0 for none. */
  void targets(double[] heights, String label) {
    targets = heights;
    legendBelow.explain(label, Strokes.DASHED, Palette.INK);
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int ownWidth = getWidth();
    int ownHeight = getHeight();
    int below = legendBelow.height(getSeriesMap().values(), width);
    super.paint(g, width, height - below);
    setWidth(ownWidth); // XChart keeps the size of the last picture
    setHeight(ownHeight);
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] > 0) {
        paintTarget(g, i);
      }
    }
    legendBelow.paint(g, getSeriesMap().values(), width, height - below);
  }

  /** XChart places group i in the i-th of equal parts of the plot, less a margin at its ends. */
  private void paintTarget(Graphics2D g, int group) {
    Rectangle2D area = plot.getBounds();
    double content = area.getWidth() * getStyler().getPlotContentSize();
    double part = content / targets.length;
    double start = area.getX() + (area.getWidth() - content) / 2 + part * group;
    double gap = part * (1 - getStyler().getAvailableSpaceFill()) / 2 - 8;
    double y = getScreenYFromChart(targets[group]);
    g.setColor(Palette.INK);
    g.setStroke(Strokes.DASHED);
    g.draw(new Line2D.Double(start + gap, y, start + part - gap, y));
  }
}
