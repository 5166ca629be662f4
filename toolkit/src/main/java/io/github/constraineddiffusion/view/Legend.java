package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.series.MarkerSeries;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.markers.Marker;

/**
 * The legend below a plot: rows that wrap, all text on one base line.
 *
 * <p>XChart's own legend neither wraps nor aligns its labels, and has no entry that explains a kind
 * of line used by several series.
 */
final class Legend {
  private static final Font FONT = Theme.font(Font.PLAIN, 13);
  private static final int MARK = 26;
  private static final int MARK_GAP = 7;
  private static final int ENTRY_GAP = 22;
  private static final int ROW = 22;
  private static final int SIDE = 16;
  private static final int MARGIN = 8;

  private record Entry(String label, Mark mark) {
    double width() {
      FontRenderContext context = new FontRenderContext(null, true, true);
      return MARK + MARK_GAP + FONT.getStringBounds(label, context).getWidth();
    }
  }

  private interface Mark {
    void paint(Graphics2D g, double x, double y);
  }

  private final List<Entry> explained = new ArrayList<>();

  /** Returns one legend for several plots: an entry of each label. */
  static Legend common(Collection<LineChart> plots) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (LineChart plot : plots) {
      plot.legend()
          .entries(plot.getSeriesMap().values())
          .forEach(entry -> entries.putIfAbsent(entry.label, entry));
    }
    Legend common = new Legend();
    common.explained.addAll(entries.values());
    return common;
  }

  /** Adds an entry for a kind of line. */
  void explain(String label, BasicStroke stroke, Color color) {
    explained.add(new Entry(label, (g, x, y) -> line(g, x, y, stroke, color)));
  }

  /** Adds an entry for a kind of area. */
  void explain(String label, Color color) {
    explained.add(new Entry(label, (g, x, y) -> box(g, x, y, color)));
  }

  /** Adds an entry for a kind of point. */
  void explain(String label, Marker marker, Color color) {
    explained.add(
        new Entry(
            label,
            (g, x, y) -> {
              g.setColor(color);
              marker.paint(g, x + MARK - 6, y, 9);
            }));
  }

  /** Adds an entry for the texts beside points, with one of them as an example. */
  void explain(String label, String example) {
    double start = MARK - GridLayout.width(example, FONT);
    explained.add(
        new Entry(
            label, (g, x, y) -> Theme.text(g, example, FONT, Palette.INK, x + start, y + 4.5)));
  }

  int height(Collection<? extends Series> series, int width) {
    int rows = rows(series, width).size();
    return rows == 0 ? 0 : rows * ROW + MARGIN;
  }

  void paint(Graphics2D g, Collection<? extends Series> series, int width, int top) {
    List<List<Entry>> rows = rows(series, width);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, top, width, rows.size() * ROW + MARGIN));
    double y = top + ROW / 2.0;
    for (List<Entry> row : rows) {
      double x = (width - width(row)) / 2;
      for (Entry entry : row) {
        entry.mark.paint(g, x, y);
        Theme.text(g, entry.label, FONT, Palette.INK, x + MARK + MARK_GAP, y + 4.5);
        x += entry.width() + ENTRY_GAP;
      }
      y += ROW;
    }
  }

  /** No legend for a single entry: the title says what it is. */
  private List<List<Entry>> rows(Collection<? extends Series> series, int width) {
    List<Entry> entries = entries(series);
    List<List<Entry>> rows = new ArrayList<>();
    List<Entry> row = new ArrayList<>();
    for (Entry entry : entries.size() > 1 ? entries : List.<Entry>of()) {
      row.add(entry);
      if (row.size() > 1 && width(row) > width - 2 * SIDE) {
        row.remove(row.size() - 1);
        rows.add(row);
        row = new ArrayList<>(List.of(entry));
      }
    }
    if (!row.isEmpty()) {
      rows.add(row);
    }
    return rows;
  }

  private List<Entry> entries(Collection<? extends Series> series) {
    Stream<Entry> own = series.stream().filter(Series::isShowInLegend).map(Legend::entry);
    return Stream.concat(own, explained.stream()).toList();
  }

  private static double width(List<Entry> row) {
    return row.stream().mapToDouble(Entry::width).sum() + ENTRY_GAP * (row.size() - 1);
  }

  private static Entry entry(Series series) {
    boolean area =
        series instanceof XYSeries xy
            ? xy.getXYSeriesRenderStyle() == XYSeriesRenderStyle.PolygonArea
            : series instanceof CategorySeries;
    return new Entry(
        series.getLabel(),
        area
            ? (g, x, y) -> box(g, x, y, series.getFillColor())
            : (g, x, y) -> lineAndMarker(g, x, y, (MarkerSeries) series));
  }

  private static void lineAndMarker(Graphics2D g, double x, double y, MarkerSeries series) {
    boolean points =
        series instanceof XYSeries xy && xy.getXYSeriesRenderStyle() == XYSeriesRenderStyle.Scatter;
    if (!points) {
      line(g, x, y, series.getLineStyle(), series.getLineColor());
    }
    if (series.getMarker() != null) {
      g.setColor(series.getMarkerColor());
      series.getMarker().paint(g, x + (points ? MARK - 6 : MARK / 2.0), y, 9);
    }
  }

  private static void line(Graphics2D g, double x, double y, BasicStroke stroke, Color color) {
    g.setColor(color);
    g.setStroke(stroke);
    g.draw(new Line2D.Double(x, y, x + MARK, y));
  }

  private static void box(Graphics2D g, double x, double y, Color color) {
    g.setColor(color);
    g.fill(new Rectangle2D.Double(x + MARK - 15, y - 7, 14, 14));
  }
}
