package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Adds the few kinds of series that the charts are made of. */
final class Strokes {
  static final BasicStroke THIN = solid(1.3f);
  static final BasicStroke BOLD = solid(2.4f);
  static final BasicStroke DASHED =
      new BasicStroke(
          1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1f, new float[] {7f, 5f}, 0f);

  static final BasicStroke DOTTED =
      new BasicStroke(
          2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_BEVEL, 1f, new float[] {0.1f, 5f}, 0f);

  private static final float DASH = 7;
  private static final float PERIOD = 12;

  private Strokes() {}

  /** Dashes that leave room for those of the others where several dashed lines coincide. */
  static BasicStroke dashed(int index, int count) {
    float period = count * PERIOD;
    float[] dash = {DASH, period - DASH};
    float phase = (count - index) % count * PERIOD;
    return new BasicStroke(
        DASHED.getLineWidth(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1f, dash, phase);
  }

  /** A line; DASHED needs few points, because XChart begins the dashes anew at each. */
  static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
    return series;
  }

  /** A line that the legend leaves out. */
  static void unnamed(
      XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    line(chart, name, x, y, color, stroke).setShowInLegend(false);
  }

  static void points(
      XYChart chart, String name, double[] x, double[] y, Color color, Marker marker) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker).setMarkerColor(color);
  }

  /** The area between two curves over the same x; the legend leaves it out. */
  static void band(
      XYChart chart, String name, double[] x, double[] low, double[] high, Color color) {
    int n = x.length;
    double[] outlineX = new double[2 * n];
    double[] outlineY = new double[2 * n];
    for (int i = 0; i < n; i++) {
      outlineX[i] = x[i];
      outlineY[i] = high[i];
      outlineX[2 * n - 1 - i] = x[i];
      outlineY[2 * n - 1 - i] = low[i];
    }
    XYSeries series = chart.addSeries(name, outlineX, outlineY);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE);
    series.setFillColor(color).setShowInLegend(false);
  }

  static double[] column(double[][] rows, int index) {
    double[] column = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      column[i] = rows[i][index];
    }
    return column;
  }

  private static BasicStroke solid(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }
}
