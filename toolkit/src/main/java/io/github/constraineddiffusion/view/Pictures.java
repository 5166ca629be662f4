package io.github.constraineddiffusion.view;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/** Turns charts, panels and image grids into pictures: PNG at twice the size in pixels, and SVG. */
public final class Pictures {
  /** Pixels of a PNG per pixel of its chart. */
  public static final int SCALE = 2;

  private Pictures() {}

  /**
   * Draws a chart.
   *
   * @param chart the chart
   * @return PNG of twice the chart's size
   */
  public static byte[] png(Chart<?, ?> chart) {
    return png(
        g -> chart.paint(g, chart.getWidth(), chart.getHeight()), width(chart), height(chart));
  }

  /**
   * Draws panels.
   *
   * @param panels the panels
   * @return PNG of twice the panels' size
   */
  public static byte[] png(Panels panels) {
    return png(panels::paint, panels.width(), panels.height());
  }

  /**
   * Draws an image grid.
   *
   * @param grid the grid
   * @return PNG of twice the grid's size
   */
  public static byte[] png(ImageGrid grid) {
    return png(grid::paint, grid.width(), grid.height());
  }

  /**
   * Draws a chart.
   *
   * @param chart the chart
   * @return the picture
   */
  public static Svg svg(Chart<?, ?> chart) {
    String markup =
        svg(g -> chart.paint(g, chart.getWidth(), chart.getHeight()), width(chart), height(chart));
    return new Svg(markup, describe(chart));
  }

  /**
   * Draws panels.
   *
   * @param panels the panels
   * @return the picture
   */
  public static Svg svg(Panels panels) {
    return new Svg(svg(panels::paint, panels.width(), panels.height()), panels.toString());
  }

  /**
   * Says in words what a chart shows.
   *
   * @param chart the chart
   * @return a sentence
   */
  public static String describe(Chart<?, ?> chart) {
    String x = chart.getXAxisTitle();
    return String.format(
        "chart “%s”: %s%s (%d × %d)",
        chart.getTitle(),
        chart.getYAxisTitle(),
        x == null || x.isEmpty() ? "" : " over " + x,
        chart.getWidth(),
        chart.getHeight());
  }

  /**
   * Writes a picture to a file, making its folder.
   *
   * @param file ends in .png or .svg
   * @param chart the chart
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void save(Path file, Chart<?, ?> chart) {
    write(file, isSvg(file) ? bytes(svg(chart)) : png(chart));
  }

  /**
   * Writes a picture to a file, making its folder.
   *
   * @param file ends in .png or .svg
   * @param panels the panels
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void save(Path file, Panels panels) {
    write(file, isSvg(file) ? bytes(svg(panels)) : png(panels));
  }

  /**
   * Writes a picture to a file, making its folder.
   *
   * @param file ends in .png
   * @param grid the grid
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void save(Path file, ImageGrid grid) {
    if (isSvg(file)) {
      throw new IllegalArgumentException(
          "the file " + file.getFileName() + " is to hold pixels: end it in .png");
    }
    write(file, png(grid));
  }

  private static int width(Chart<?, ?> chart) {
    return chart.getWidth();
  }

  private static int height(Chart<?, ?> chart) {
    return chart.getHeight();
  }

  private static byte[] png(Consumer<Graphics2D> painter, int width, int height) {
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(SCALE, SCALE);
    painter.accept(g);
    g.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String svg(Consumer<Graphics2D> painter, int width, int height) {
    VectorGraphics2D g = new VectorGraphics2D();
    painter.accept(g);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PageSize size = new PageSize(width, height);
      new SVGProcessor().getDocument(g.getCommands(), size).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String document = out.toString(StandardCharsets.UTF_8);
    return document.substring(document.indexOf("<svg")); // inline, a prolog is an error
  }

  private static byte[] bytes(Svg svg) {
    return svg.markup().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isSvg(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".svg") || name.endsWith(".png")) {
      return name.endsWith(".svg");
    }
    throw new IllegalArgumentException(
        "the file " + name + " names no known kind of picture: end it in .png or .svg");
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the picture " + file + " cannot be written: choose a folder you may write to", e);
    }
  }
}
