package io.github.constraineddiffusion.view;

import java.awt.Graphics2D;
import org.knowm.xchart.XYChart;

/** XChart's line chart with the legend of this package. */
class LineChart extends XYChart {
  private final Legend legendBelow = new Legend();
  private boolean ownLegend = true;

  LineChart(String title, String x, String y, int width, int height) {
    super(width, height);
    setTitle(title);
    setXAxisTitle(x);
    setYAxisTitle(y);
    Theme.apply(getStyler());
    getStyler().setMarkerSize(6);
    getStyler().setxAxisTickLabelsFormattingFunction(Digits::tick);
    getStyler().setyAxisTickLabelsFormattingFunction(Digits::tick);
  }

  Legend legend() {
    return legendBelow;
  }

  /** Leaves the legend to the panels that the chart stands in. */
  void hideLegend() {
    ownLegend = false;
  }

  /** Returns the height that the legend needs; 0 if it is not shown here. */
  int shownLegendHeight(int width) {
    return ownLegend ? legendBelow.height(getSeriesMap().values(), width) : 0;
  }

  void paintLegend(Graphics2D g, int width, int top) {
    if (ownLegend) {
      legendBelow.paint(g, getSeriesMap().values(), width, top);
    }
  }

  /** Makes the chart higher by its legend, so that the plot keeps the shape of the chart. */
  void addRoomForLegend() {
    setHeight(getHeight() + legendBelow.height(getSeriesMap().values(), getWidth()));
  }

  /** Shows a window of the plane. */
  void show(Window window) {
    getStyler().setXAxisMin(window.xMin()).setXAxisMax(window.xMax());
    getStyler().setYAxisMin(window.yMin()).setYAxisMax(window.yMax());
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int ownWidth = getWidth();
    int ownHeight = getHeight();
    int below = shownLegendHeight(width);
    super.paint(g, width, height - below);
    setWidth(ownWidth); // XChart keeps the size of the last picture
    setHeight(ownHeight);
    paintLegend(g, width, height - below);
  }
}
