package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.Stream;

/** XChart's line chart, painted as cells over two parameters. */
final class HeatChart extends LineChart {
  static final Font TITLE = Theme.font(Font.BOLD, 15);
  static final Font AXIS = Theme.font(Font.PLAIN, 13);
  static final Font TICK = Theme.font(Font.PLAIN, 12);
  private static final int TOP = 46;
  private static final int BOTTOM = 54;
  private static final int EDGE = 36;
  private static final int BAR = 96;
  private static final int BEFORE_BAR = 24;
  private static final int RIGHT = 20;
  private static final int ROW = 46;
  private static final int NARROWEST = 44;
  private static final int WIDEST = 120;
  private static final double GAP = 2;

  private final List<String> columns;
  private final List<String> rows;
  private final HeatCell[][] cells;
  private String quantity = "";
  private ColorScale scale;

  HeatChart(
      String title,
      String columnParameter,
      List<String> columns,
      String rowParameter,
      List<String> rows,
      HeatCell[][] cells) {
    super(title, columnParameter, rowParameter, 1, TOP + BOTTOM + ROW * rows.size());
    this.columns = columns;
    this.rows = rows;
    this.cells = cells;
    setWidth(fittingWidth());
  }

  /** Adds the bar of the colours. */
  HeatChart scale(String what, ColorScale colors) {
    quantity = what;
    scale = colors;
    setWidth(fittingWidth());
    return this;
  }

  HeatCell[][] cells() {
    return cells;
  }

  private int fittingWidth() {
    double label = columns.stream().mapToDouble(c -> GridLayout.width(c, TICK)).max().orElse(0);
    double room = (Theme.WIDTH - left() - right()) / columns.size();
    double least = Math.max(NARROWEST, Math.max(label, Math.min(WIDEST, widestCell())) + 8);
    double cell = Math.max(least, Math.min(WIDEST, room));
    return (int) Math.ceil(left() + right() + cell * columns.size());
  }

  private double widestCell() {
    return Stream.of(cells).flatMap(Stream::of).mapToDouble(HeatCell::width).max().orElse(0);
  }

  private double left() {
    double widest = rows.stream().mapToDouble(r -> GridLayout.width(r, TICK)).max().orElse(0);
    return EDGE + widest + 8;
  }

  private double right() {
    return scale == null
        ? RIGHT
        : Math.max(BAR, BEFORE_BAR + GridLayout.width(quantity, TICK) + EDGE / 3.0);
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    int below = shownLegendHeight(width);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width, height));
    double cellWidth = (width - left() - right()) / columns.size();
    double cellHeight = (height - below - TOP - BOTTOM) / (double) rows.size();
    double bottom = TOP + cellHeight * rows.size();
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        double x = left() + c * cellWidth;
        double y = TOP + r * cellHeight;
        cells[r][c].paint(g, new Rectangle2D.Double(x, y, cellWidth - GAP, cellHeight - GAP));
      }
      double middle = TOP + (r + 0.5) * cellHeight;
      double start = left() - 8 - GridLayout.width(rows.get(r), TICK);
      Theme.text(g, rows.get(r), TICK, Palette.INK, start, middle + 4);
    }
    for (int c = 0; c < columns.size(); c++) {
      centred(g, columns.get(c), TICK, left() + (c + 0.5) * cellWidth, bottom + 18);
    }
    double middle = left() + cellWidth * columns.size() / 2;
    centred(g, getXAxisTitle(), AXIS, middle, bottom + 42);
    centred(g, getTitle(), TITLE, middle, 26);
    upwards(g, getYAxisTitle(), 22, (TOP + bottom) / 2);
    if (scale != null) {
      new ColorBar(scale, quantity).paint(g, width - right() + BEFORE_BAR, TOP, bottom - GAP - TOP);
    }
    paintLegend(g, width, height - below);
  }

  static void centred(Graphics2D g, String text, Font font, double x, double y) {
    Theme.text(g, text, font, Palette.INK, x - GridLayout.width(text, font) / 2, y);
  }

  private static void upwards(Graphics2D g, String text, double x, double middle) {
    Graphics2D turned = (Graphics2D) g.create();
    turned.translate(x, middle);
    turned.rotate(-Math.PI / 2);
    centred(turned, text, AXIS, 0, 0);
    turned.dispose();
  }

  /** Returns the texts of all cells, row by row. */
  List<String> texts() {
    return Stream.of(cells)
        .flatMap(Stream::of)
        .map(cell -> String.join(", ", cell.parts().stream().map(p -> p.lines().get(0)).toList()))
        .toList();
  }
}
