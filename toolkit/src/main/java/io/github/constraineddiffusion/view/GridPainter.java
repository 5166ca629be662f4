package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;

/** Paints an image grid: every pixel of an image as a square of one colour. */
final class GridPainter {
  private static final int FRAME = 2;

  private final Graphics2D g;
  private final GridLayout layout;

  private GridPainter(Graphics2D g, GridLayout layout) {
    this.g = g;
    this.layout = layout;
  }

  static void paint(Graphics2D g, GridLayout layout) {
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, layout.width(), layout.height());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    GridPainter painter = new GridPainter(g, layout);
    painter.centred(layout.title(), GridLayout.TITLE, Palette.INK, layout.width() / 2.0, 24);
    for (int row = 0; row < layout.rows().size(); row++) {
      painter.label(row);
      for (int i = 0; i < layout.rows().get(row).size(); i++) {
        painter.cell(row, i);
      }
    }
  }

  /** To the left of its images, half way up. */
  private void label(int row) {
    String text = layout.rows().get(row).label();
    double end = layout.x(0) - GridLayout.LABEL_GAP;
    int below = layout.lineHeight(row) - layout.imageHeight();
    double middle = layout.y(row) + (layout.lines(row) * layout.lineHeight(row) - below) / 2.0;
    double start = end - GridLayout.width(text, GridLayout.LABEL);
    Theme.text(g, text, GridLayout.LABEL, Palette.INK, start, middle + 4.5);
  }

  private void cell(int row, int i) {
    ImageRow images = layout.rows().get(row);
    int width = layout.imageWidth();
    int height = layout.imageHeight();
    int x = layout.x(i % layout.columns()) + (layout.cellWidth() - width) / 2;
    int y = layout.y(row) + i / layout.columns() * layout.lineHeight(row);
    boolean marked = images.marked().get(i);
    if (marked) {
      g.setColor(Palette.HIGHLIGHT);
      g.fillRect(x - FRAME, y - FRAME, width + 2 * FRAME, height + 2 * FRAME);
    }
    g.drawImage(images.pictures().get(i), x, y, width, height, null);
    if (!images.captions().isEmpty()) {
      Font font = marked ? GridLayout.MARKED_CAPTION : GridLayout.CAPTION;
      Color color = marked ? Palette.HIGHLIGHT : Palette.INK;
      int base = y + height + GridLayout.CAPTION_HEIGHT - 1;
      centred(images.captions().get(i), font, color, x + width / 2.0, base);
    }
  }

  private void centred(String text, Font font, Color color, double middle, double base) {
    Theme.text(g, text, font, color, middle - GridLayout.width(text, font) / 2, base);
  }
}
