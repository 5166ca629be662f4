package io.github.constraineddiffusion.view;

import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;

/** One chart a value of a parameter, with the same axes and one legend. */
final class SmallMultiples {
  private static final int FEW_COLUMNS = 3;
  private static final int MOST_COLUMNS = 4;
  private static final int MANY = 7;

  private SmallMultiples() {}

  static Panels of(String parameter, Map<String, ? extends XYChart> charts) {
    if (charts.isEmpty() || !charts.values().stream().allMatch(LineChart.class::isInstance)) {
      throw new IllegalArgumentException(
          "there are %d charts, or one that is not of this package: give at least 1, made by it"
              .formatted(charts.size()));
    }
    List<String> titles = charts.values().stream().map(XYChart::getTitle).distinct().toList();
    LineChart[] plots = charts.values().toArray(LineChart[]::new);
    shareAxes(List.of(plots));
    charts.forEach((value, chart) -> chart.setTitle(parameter + " = " + value));
    Panels panels = Panels.grid(columns(plots.length), plots).sharedLegend();
    return titles.size() == 1 ? panels.title(titles.get(0)) : panels;
  }

  /** All in a row if they are few; else rows as even as can be. */
  private static int columns(int count) {
    int most = count < MANY ? FEW_COLUMNS : MOST_COLUMNS;
    int rows = (count + most - 1) / most;
    return (count + rows - 1) / rows;
  }

  private static void shareAxes(List<LineChart> plots) {
    Extent shown = new Extent();
    plots.forEach(plot -> include(shown, plot));
    if (shown.left() < shown.right() && shown.low() < shown.high()) {
      plots.forEach(
          plot -> plot.show(new Window(shown.left(), shown.right(), shown.low(), shown.high())));
    }
  }

  /** What the axes are fixed to, otherwise the data. */
  private static void include(Extent shown, LineChart plot) {
    AxesChartStyler s = plot.getStyler();
    for (XYSeries series : plot.getSeriesMap().values()) {
      shown.atX(s.getXAxisMin() == null ? series.getXMin() : s.getXAxisMin());
      shown.atX(s.getXAxisMax() == null ? series.getXMax() : s.getXAxisMax());
      shown.atY(s.getYAxisMin() == null ? series.getYMin() : s.getYAxisMin());
      shown.atY(s.getYAxisMax() == null ? series.getYMax() : s.getYAxisMax());
    }
  }
}
