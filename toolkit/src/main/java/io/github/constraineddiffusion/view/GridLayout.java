package io.github.constraineddiffusion.view;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the parts of an image grid stand, in pixels.
 *
 * @param rows the images
 * @param columns images side by side
 * @param scale pixels of the picture per pixel of an image
 * @param title empty for none
 * @param labelWidth room for the labels; 0 for none
 * @param cellWidth room for an image and its caption
 */
record GridLayout(
    List<ImageRow> rows, int columns, int scale, String title, int labelWidth, int cellWidth) {
  static final Font LABEL = Theme.font(Font.PLAIN, 13);
  static final Font CAPTION = Theme.font(Font.PLAIN, 11);
  static final Font MARKED_CAPTION = Theme.font(Font.BOLD, 11);
  static final Font TITLE = Theme.font(Font.BOLD, 15);
  static final int GAP = 6;
  static final int CAPTION_HEIGHT = 14;
  private static final int MARGIN = 10;
  private static final int TITLE_HEIGHT = 26;
  static final int LABEL_GAP = 10;
  private static final int ROW_GAP = 8;
  private static final int USUAL = 56;
  private static final int WIDEST = 1000;

  /** Fills in what was not chosen: columns or scale of 0. */
  static GridLayout of(List<ImageRow> rows, int columns, int scale, String title) {
    int most = rows.stream().mapToInt(ImageRow::size).max().orElse(1);
    int labels = widest(rows.stream().map(ImageRow::label), LABEL);
    int labelWidth = labels == 0 ? 0 : labels + LABEL_GAP;
    int largest = Math.max(rows.get(0).width(), rows.get(0).height());
    int s = scale > 0 ? scale : Math.max(1, Math.round((float) USUAL / largest));
    int captions = widest(rows.stream().flatMap(row -> row.captions().stream()), MARKED_CAPTION);
    int cellWidth = Math.max(s * rows.get(0).width(), captions);
    int fitting = Math.max(1, (WIDEST - labelWidth) / (cellWidth + GAP));
    int across =
        columns > 0 ? columns : rows.size() > 1 ? even(most, fitting) : square(most, fitting);
    return new GridLayout(rows, Math.min(across, most), s, title, labelWidth, cellWidth);
  }

  private static int widest(Stream<String> texts, Font font) {
    return (int) Math.ceil(texts.mapToDouble(text -> width(text, font)).max().orElse(0));
  }

  /** The fewest lines, all about equally long. */
  private static int even(int count, int fitting) {
    int lines = (count + fitting - 1) / fitting;
    return (count + lines - 1) / lines;
  }

  /** One row of up to ten; otherwise the side of a square, or a divisor not far above it. */
  private static int square(int count, int fitting) {
    int side = count <= 10 ? count : (int) Math.ceil(Math.sqrt(count));
    for (int c = side; c <= Math.min(2 * side, fitting); c++) {
      if (count % c == 0) {
        return c;
      }
    }
    return Math.min(side, fitting);
  }

  static double width(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }

  int imageWidth() {
    return scale * rows.get(0).width();
  }

  int imageHeight() {
    return scale * rows.get(0).height();
  }

  /** Left edge of a column. */
  int x(int column) {
    return MARGIN + labelWidth + column * (cellWidth + GAP);
  }

  /** Upper edge of the first line of a row; for the row after the last where the picture ends. */
  int y(int row) {
    int y = MARGIN + (title.isEmpty() ? 0 : TITLE_HEIGHT);
    for (int r = 0; r < row; r++) {
      y += lines(r) * lineHeight(r) + (rows.size() > 1 ? ROW_GAP : 0);
    }
    return y;
  }

  int lines(int row) {
    return (rows.get(row).size() + columns - 1) / columns;
  }

  int lineHeight(int row) {
    return imageHeight() + GAP + (rows.get(row).captions().isEmpty() ? 0 : CAPTION_HEIGHT);
  }

  int width() {
    int images = x(columns) - GAP + MARGIN;
    int above = (int) Math.ceil(width(title, TITLE)) + 2 * MARGIN;
    return Math.max(images, title.isEmpty() ? 0 : above);
  }

  int height() {
    return y(rows.size()) - GAP - (rows.size() > 1 ? ROW_GAP : 0) + MARGIN;
  }
}
