package io.github.constraineddiffusion.view;

import ai.djl.ndarray.NDArray;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Images side by side as one picture, in one grid or in labelled rows. It is a copy: the tensors it
 * was made of may be closed.
 *
 * <pre>{@code
 * ImageGrid.of("data", digits)
 *     .row("constrained", samples).captions(classifier.classify(samples))
 *     .highlight(Set.of("4", "5", "7")::contains)
 * }</pre>
 */
public final class ImageGrid {
  private static final long MOST_PIXELS = 10_000_000;

  private final List<ImageRow> rows;
  private final int columns;
  private final int scale;
  private final String title;

  private ImageGrid(List<ImageRow> rows, int columns, int scale, String title) {
    this.rows = rows;
    this.columns = columns;
    this.scale = scale;
    this.title = title;
  }

  /**
   * Shows images in a grid.
   *
   * @param images floating-point numbers in [−1, 1], what lies outside is cut; shape (N, C, H, W)
   *     with C 1 or 3
   * @return the grid
   * @throws IllegalArgumentException for other shapes, and if a value is not finite
   */
  public static ImageGrid of(NDArray images) {
    return of("", images);
  }

  /**
   * Shows images beside a label, to be followed by further rows.
   *
   * @param label what they are, such as "data"
   * @param images as in {@link #of(NDArray)}
   * @return the grid
   */
  public static ImageGrid of(String label, NDArray images) {
    return new ImageGrid(List.of(ImageRow.of(label, ImagePixels.of(images))), 0, 0, "");
  }

  /**
   * Adds a labelled row; it takes several lines where there are more images than columns.
   *
   * @param label what they are, such as "constrained"
   * @param images as in {@link #of(NDArray)}, of the height and width of the others
   * @return a copy with this row
   */
  public ImageGrid row(String label, NDArray images) {
    ImageRow row = ImageRow.of(label, ImagePixels.of(images));
    ImageRow first = rows.get(0);
    if (row.width() != first.width() || row.height() != first.height()) {
      throw new IllegalArgumentException(
          String.format(
              "the images of row “%s” have %d × %d pixels, those of the first row %d × %d: bring"
                  + " them to one size",
              label, row.height(), row.width(), first.height(), first.width()));
    }
    List<ImageRow> more = new ArrayList<>(rows);
    more.add(row);
    return new ImageGrid(List.copyOf(more), columns, scale, title);
  }

  /**
   * Sets how many images stand side by side; otherwise as many as fit, or about a square of them
   * where there is one row only.
   *
   * @param count at least 1
   * @return a copy with this setting
   */
  public ImageGrid columns(int count) {
    return new ImageGrid(rows, positive("columns", count), scale, title);
  }

  /**
   * Sets the size; otherwise an image is drawn about 56 pixels high.
   *
   * @param factor sides of the square that shows one pixel, at least 1
   * @return a copy with this setting
   */
  public ImageGrid scale(int factor) {
    return new ImageGrid(rows, columns, positive("scale", factor), title);
  }

  /**
   * Sets the title.
   *
   * @param text above the images
   * @return a copy with this title
   */
  public ImageGrid title(String text) {
    return new ImageGrid(rows, columns, scale, text);
  }

  /**
   * Writes a caption below each image of the last row.
   *
   * @param texts one an image
   * @return a copy with these captions
   */
  public ImageGrid captions(String... texts) {
    return last(row -> row.captions(texts));
  }

  /**
   * Writes its class below each image of the last row.
   *
   * @param classes one an image
   * @return a copy with these captions
   */
  public ImageGrid captions(int... classes) {
    return captions(Arrays.stream(classes).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /**
   * Keeps some images of the last row only.
   *
   * @param indices of the images to keep, from 0, in the order to show them in
   * @return a copy with these
   */
  public ImageGrid pick(int... indices) {
    return last(row -> row.pick(indices));
  }

  /**
   * Frames images of the last row and colours their captions.
   *
   * @param marked one an image
   * @return a copy with these marks
   */
  public ImageGrid highlight(boolean... marked) {
    return last(row -> row.marked(marked));
  }

  /**
   * Frames images of all rows so far by their captions, such as those of the minority classes.
   *
   * @param caption whether an image with this caption is framed
   * @return a copy with these marks
   * @throws IllegalArgumentException if no row has captions
   */
  public ImageGrid highlight(Predicate<String> caption) {
    if (rows.stream().allMatch(row -> row.captions().isEmpty())) {
      throw new IllegalArgumentException(
          "0 of " + rows.size() + " rows have captions to choose by: set captions(…) first");
    }
    List<ImageRow> marked = rows.stream().map(row -> row.marked(caption)).toList();
    return new ImageGrid(marked, columns, scale, title);
  }

  /** {@return the width in pixels} */
  public int width() {
    return layout().width();
  }

  /** {@return the height in pixels} */
  public int height() {
    return layout().height();
  }

  /**
   * Draws the grid.
   *
   * @return RGB of this width and height
   * @throws IllegalArgumentException if that is more than ten million pixels
   */
  public BufferedImage image() {
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    paint(g);
    g.dispose();
    return image;
  }

  @Override
  public String toString() {
    return String.format(
        "%d images in %d columns%s (%d × %d)",
        rows.stream().mapToInt(ImageRow::size).sum(),
        layout().columns(),
        title.isEmpty() ? "" : " “" + title + "”",
        width(),
        height());
  }

  void paint(Graphics2D g) {
    GridPainter.paint(g, layout());
  }

  private GridLayout layout() {
    GridLayout layout = GridLayout.of(rows, columns, scale, title);
    if ((long) layout.width() * layout.height() > MOST_PIXELS) {
      throw new IllegalArgumentException(
          String.format(
              "the picture has %d × %d pixels, but at most %,d are drawn: show fewer images",
              layout.width(), layout.height(), MOST_PIXELS));
    }
    return layout;
  }

  private ImageGrid last(UnaryOperator<ImageRow> change) {
    List<ImageRow> changed = new ArrayList<>(rows);
    changed.set(rows.size() - 1, change.apply(rows.get(rows.size() - 1)));
    return new ImageGrid(List.copyOf(changed), columns, scale, title);
  }

  private static int positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " is " + value + ", but must be at least 1");
    }
    return value;
  }
}
