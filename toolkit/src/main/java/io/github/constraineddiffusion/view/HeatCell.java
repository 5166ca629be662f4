package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One cell of a heat map: parts side by side, each with its colour and lines of text.
 *
 * @param parts from left to right; none for an empty cell
 */
record HeatCell(List<Part> parts) {
  static final HeatCell EMPTY = new HeatCell(List.of(new Part(1, Palette.GRID, List.of("–"), "–")));
  private static final Font LARGE = Theme.font(Font.PLAIN, 13);
  private static final Font SMALL = Theme.font(Font.PLAIN, 10);
  private static final double LINE = 14;
  private static final double MARGIN = 2;

  /**
   * A part of a cell.
   *
   * @param weight its share of the width, up to a common factor
   * @param color of its ground
   * @param lines of text, the first one larger
   * @param shortest what is written where the lines do not fit
   */
  record Part(double weight, Color color, List<String> lines, String shortest) {
    void paint(Graphics2D g, Rectangle2D box) {
      g.setColor(color);
      g.fill(box);
      Color ink = luminance(color) < 0.33 ? Color.WHITE : Palette.INK;
      List<String> texts = fits(box) ? lines : List.of(shortest);
      double base = box.getCenterY() + 4.5 - (texts.size() - 1) * LINE / 2;
      for (int k = 0; k < texts.size(); k++) {
        Font font = k == 0 ? LARGE : SMALL;
        double width = GridLayout.width(texts.get(k), font);
        if (width <= box.getWidth() - MARGIN) {
          Theme.text(g, texts.get(k), font, ink, box.getCenterX() - width / 2, base + k * LINE);
        }
      }
    }

    private boolean fits(Rectangle2D box) {
      return lines.size() * LINE <= box.getHeight() - MARGIN
          && width() <= box.getWidth() - 2 * MARGIN;
    }

    private double width() {
      return IntStream.range(0, lines.size())
          .mapToDouble(k -> GridLayout.width(lines.get(k), k == 0 ? LARGE : SMALL))
          .max()
          .orElse(0);
    }

    /** Relative luminance of sRGB colours (WCAG 2.1). */
    private static double luminance(Color color) {
      return 0.2126 * linear(color.getRed())
          + 0.7152 * linear(color.getGreen())
          + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int channel) {
      double c = channel / 255.0;
      return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
  }

  /** The room that the texts of a cell need which is not divided; 0 for others. */
  double width() {
    return parts.size() == 1 ? parts.get(0).width() : 0;
  }

  void paint(Graphics2D g, Rectangle2D box) {
    double all = parts.stream().mapToDouble(Part::weight).sum();
    double x = box.getX();
    for (Part part : parts) {
      double width = box.getWidth() * part.weight / all;
      part.paint(g, new Rectangle2D.Double(x, box.getY(), width, box.getHeight()));
      x += width;
    }
  }
}
