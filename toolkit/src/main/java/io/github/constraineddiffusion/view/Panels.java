package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * Several charts as one picture: a grid, filled row by row, with a title above. Charts too wide to
 * stand side by side are drawn narrower, with letters of the same size.
 */
public final class Panels {
  private static final int TITLE_HEIGHT = 34;
  private static final int WIDEST = 1080;

  private final List<Chart<?, ?>> charts;
  private final int columns;
  private final String title;
  private final Legend legend;
  private final int cellWidth;
  private final int cellHeight;

  private Panels(List<Chart<?, ?>> charts, int columns, String title, Legend legend) {
    this.charts = charts;
    this.columns = columns;
    this.title = title;
    this.legend = legend;
    int width = charts.stream().mapToInt(Chart::getWidth).max().orElse(1);
    int height = charts.stream().mapToInt(Chart::getHeight).max().orElse(1);
    double scale = Math.min(1, WIDEST / (double) (columns * width));
    this.cellWidth = (int) (scale * width);
    this.cellHeight = (int) (Math.sqrt(scale) * height);
  }

  /**
   * Puts charts side by side.
   *
   * @param charts at least one
   * @return the panels
   */
  public static Panels row(Chart<?, ?>... charts) {
    return grid(charts.length, charts);
  }

  /**
   * Puts charts in a grid.
   *
   * @param columns charts in a row, at least 1
   * @param charts at least one
   * @return the panels
   */
  public static Panels grid(int columns, Chart<?, ?>... charts) {
    if (charts.length == 0 || columns < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%d charts in %d columns: give at least 1 of each", charts.length, columns));
    }
    return new Panels(List.of(charts), Math.min(columns, charts.length), "", new Legend());
  }

  /**
   * {@return a copy with a title}
   *
   * @param text shown above the charts
   */
  public Panels title(String text) {
    return new Panels(charts, columns, text, legend);
  }

  /**
   * Sets the axes of all scatters to the window that holds the window of each; returns this.
   *
   * @return the panels
   */
  public Panels sameAxes() {
    List<LineChart> plots =
        charts.stream().filter(LineChart.class::isInstance).map(LineChart.class::cast).toList();
    Window all = plots.stream().map(Panels::window).reduce(Window::union).orElse(null);
    plots.forEach(chart -> chart.show(all));
    return this;
  }

  /**
   * Takes the legends from the charts and puts one with the entries of all below them; to be called
   * when all curves are drawn.
   *
   * @return a copy with one legend
   */
  public Panels sharedLegend() {
    List<LineChart> plots =
        charts.stream().filter(LineChart.class::isInstance).map(LineChart.class::cast).toList();
    Legend common = Legend.common(plots);
    plots.forEach(LineChart::hideLegend);
    return new Panels(charts, columns, title, common);
  }

  /** {@return the charts, row by row} */
  public List<Chart<?, ?>> charts() {
    return charts;
  }

  /** {@return the title; empty if there is none} */
  public String title() {
    return title;
  }

  /** {@return the width in pixels} */
  public int width() {
    return columns * cellWidth;
  }

  /** {@return the height in pixels} */
  public int height() {
    int rows = (charts.size() + columns - 1) / columns;
    return titleHeight() + rows * cellHeight + legend.height(List.of(), width());
  }

  void paint(Graphics2D g) {
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    if (!title.isEmpty()) {
      Font font = Theme.font(Font.BOLD, 16);
      double textWidth = font.getStringBounds(title, g.getFontRenderContext()).getWidth();
      Theme.text(g, title, font, Palette.INK, (width() - textWidth) / 2, 24);
    }
    for (int i = 0; i < charts.size(); i++) {
      Graphics2D cell = (Graphics2D) g.create();
      cell.translate(i % columns * cellWidth, titleHeight() + i / columns * cellHeight);
      charts.get(i).paint(cell, cellWidth, cellHeight);
      cell.dispose();
    }
    int below = legend.height(List.of(), width());
    if (below > 0) {
      legend.paint(g, List.of(), width(), height() - below);
    }
  }

  @Override
  public String toString() {
    return String.format("%d charts “%s” (%d × %d)", charts.size(), title, width(), height());
  }

  private int titleHeight() {
    return title.isEmpty() ? 0 : TITLE_HEIGHT;
  }

  private static Window window(LineChart chart) {
    AxesChartStyler s = chart.getStyler();
    if (s.getXAxisMin() == null || s.getYAxisMin() == null) {
      throw new IllegalArgumentException(
          "the chart “" + chart.getTitle() + "” has no fixed axes: sameAxes() is for scatters");
    }
    return new Window(s.getXAxisMin(), s.getXAxisMax(), s.getYAxisMin(), s.getYAxisMax());
  }
}
