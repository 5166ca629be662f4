package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGridTest {
  private static final int MARGIN = 10;
  private static final int GAP = 6;
  private Session session;

  @BeforeEach
  void open() {
    session = Session.open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  private NDArray images(Shape shape, float... values) {
    return session.manager().create(values, shape);
  }

  /** As many grey images of 2 × 2 pixels as values. */
  private NDArray flat(float... greys) {
    float[] values = new float[4 * greys.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = greys[i / 4];
    }
    return images(new Shape(greys.length, 1, 2, 2), values);
  }

  private static int grey(int level) {
    return 0xFF000000 | level << 16 | level << 8 | level;
  }

  @Test
  void everyPixelIsASquareOfItsColourAndWhatLiesOutsideIsCut() {
    float[] values = {-1, 1, 0.2f, -7, 300, -0.6f, 1 / 127.5f - 1, 0};
    BufferedImage image =
        ImageGrid.of(images(new Shape(1, 1, 2, 4), values)).scale(3).columns(1).image();
    int[] levels = {0, 255, 153, 0, 255, 51, 1, 128};
    for (int p = 0; p < 8; p++) {
      for (int k = 0; k < 9; k++) {
        int x = MARGIN + 3 * (p % 4) + k % 3;
        int y = MARGIN + 3 * (p / 4) + k / 3;
        assertEquals(grey(levels[p]), image.getRGB(x, y), "pixel " + p);
      }
    }
    assertEquals(2 * MARGIN + 12, image.getWidth());
    assertEquals(2 * MARGIN + 6, image.getHeight());
    assertEquals(grey(255), image.getRGB(MARGIN + 12, MARGIN), "white beside the image");
  }

  @Test
  void threeChannelsAreRedGreenAndBlue() {
    NDArray two = images(new Shape(2, 3, 1, 1), 1, -1, 0.2f, -1, 1, -1);
    BufferedImage image = ImageGrid.of(two).scale(5).columns(2).image();
    assertEquals(0xFFFF0099, image.getRGB(MARGIN + 2, MARGIN + 2));
    assertEquals(0xFF00FF00, image.getRGB(MARGIN + 5 + GAP + 2, MARGIN + 2));
  }

  @Test
  void imagesFillTheColumnsLineByLine() {
    BufferedImage image =
        ImageGrid.of(flat(-1, -0.6f, -0.2f, 0.2f, 0.6f)).columns(2).scale(2).image();
    int step = 4 + GAP;
    int[] levels = {0, 51, 102, 153, 204, 255};
    for (int i = 0; i < 6; i++) {
      int rgb = image.getRGB(MARGIN + i % 2 * step + 1, MARGIN + i / 2 * step + 1);
      assertEquals(grey(levels[i]), rgb, "place " + i);
    }
    assertEquals(2 * MARGIN + 3 * step - GAP, image.getHeight());
  }

  @Test
  void withoutASettingDigitsFormASquareAndAreDrawnTwiceTheirSize() {
    ImageGrid grid = ImageGrid.of(session.manager().zeros(new Shape(64, 1, 28, 28)));
    assertEquals("64 images in 8 columns (510 × 510)", grid.toString());
    ImageGrid sixty = ImageGrid.of(session.manager().zeros(new Shape(60, 1, 28, 28)));
    assertTrue(sixty.toString().startsWith("60 images in 10 columns"), sixty.toString());
    ImageGrid prime = ImageGrid.of(session.manager().zeros(new Shape(31, 1, 28, 28)));
    assertTrue(prime.toString().startsWith("31 images in 6 columns"), prime.toString());
    ImageGrid many =
        ImageGrid.of("many", session.manager().zeros(new Shape(40, 1, 28, 28)))
            .row("few", session.manager().zeros(new Shape(3, 1, 28, 28)));
    assertTrue(many.width() <= 1020, many.toString());
    assertTrue(many.toString().startsWith("43 images in 14 columns"), "14, 14 and 12: " + many);
  }

  @Test
  void rowsStandBelowEachOtherBesideTheirLabels() {
    NDArray data = flat(-1, -1, -1);
    ImageGrid grid = ImageGrid.of("data", data).row("constrained", flat(0.2f, 0.2f));
    data.close();
    BufferedImage image = grid.scale(10).title("Digits").image();
    int bottom = image.getHeight() - MARGIN - 1;
    int left = image.getWidth() - MARGIN - 3 * 20 - 2 * GAP;
    assertEquals(grey(153), image.getRGB(left, bottom));
    assertEquals(grey(153), image.getRGB(left + 20 + GAP, bottom));
    assertEquals(grey(255), image.getRGB(left + 40 + 2 * GAP, bottom), "the row has two images");
    assertEquals(grey(0), image.getRGB(left + 40 + 2 * GAP, bottom - 20 - GAP - 8));
    assertTrue(ink(image, MARGIN, left, bottom - 20, bottom) > 50, "label of the second row");
    assertTrue(ink(image, left, image.getWidth(), MARGIN, 30) > 20, "title");
  }

  @Test
  void markedImagesHaveAFrameAndAColouredCaption() {
    ImageGrid plain = ImageGrid.of(flat(-1, -1, -1)).scale(20).captions(7, 1, 4);
    assertEquals(0, count(plain.image(), Palette.HIGHLIGHT.getRGB()));
    BufferedImage image = plain.highlight(Set.of("4", "5", "7")::contains).image();
    for (int i = 0; i < 3; i++) {
      int x = MARGIN + i * (40 + GAP);
      int frame = image.getRGB(x + 20, MARGIN - 1);
      assertEquals(i == 1 ? grey(255) : Palette.HIGHLIGHT.getRGB(), frame, "image " + i);
      assertEquals(grey(0), image.getRGB(x, MARGIN), "the frame hides no pixel");
      int caption = ink(image, x, x + 40, MARGIN + 42, image.getHeight());
      assertTrue(caption > 5, "caption " + i + ": " + caption);
    }
    assertEquals(
        count(image, Palette.HIGHLIGHT.getRGB()),
        count(plain.highlight(true, false, true).image(), Palette.HIGHLIGHT.getRGB()));
  }

  @Test
  void pickedImagesKeepTheirCaptionsAndMarks() {
    ImageGrid all =
        ImageGrid.of(flat(-1, -0.6f, 0.2f)).captions(7, 1, 4).highlight(true, false, false);
    BufferedImage image = all.pick(2, 0).scale(20).image();
    assertEquals(grey(153), image.getRGB(MARGIN, MARGIN));
    assertEquals(grey(0), image.getRGB(MARGIN + 40 + GAP, MARGIN));
    assertEquals(grey(255), image.getRGB(MARGIN + 20, MARGIN - 1));
    assertEquals(Palette.HIGHLIGHT.getRGB(), image.getRGB(MARGIN + 40 + GAP + 20, MARGIN - 1));
    refused("no image 3 among 3", () -> all.pick(0, 3));
    refused("0 images were picked", () -> all.pick());
  }

  @Test
  void wideCaptionsWidenTheColumns() {
    ImageGrid grid = ImageGrid.of(flat(-1, -1)).scale(2);
    assertTrue(grid.captions("distance 0.123", "distance 4.567").width() > 2 * 70);
    assertEquals(2 * MARGIN + 8 + GAP, grid.width());
  }

  @Test
  void otherFloatingTypesAreTakenAndTheGridIsACopy() {
    NDArray half = flat(0.2f).toType(DataType.FLOAT16, false);
    ImageGrid grid = ImageGrid.of(half);
    half.close();
    assertEquals(grey(153), grid.image().getRGB(MARGIN, MARGIN));
  }

  @Test
  void whatIsNoImageIsRefusedWithTheRemedy() {
    refused("must be (N, C, H, W)", () -> ImageGrid.of(images(new Shape(2, 2), 0, 0, 0, 0)));
    refused("C 1 (grey) or 3", () -> ImageGrid.of(images(new Shape(1, 2, 1, 2), 0, 0, 0, 0)));
    refused("at least one image", () -> ImageGrid.of(images(new Shape(0, 1, 2, 2))));
    refused("image 1 holds the value NaN", () -> ImageGrid.of(flat(0, Float.NaN)));
    refused("value Infinity", () -> ImageGrid.of(flat(Float.POSITIVE_INFINITY)));
    NDArray bytes = flat(0).toType(DataType.UINT8, false);
    refused("take bytes x as x/127.5 − 1", () -> ImageGrid.of(bytes));
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    ImageGrid grid = ImageGrid.of("data", flat(0, 0));
    refused("columns is 0", () -> grid.columns(0));
    refused("scale is -1", () -> grid.scale(-1));
    refused("3 captions for 2 images of row “data”", () -> grid.captions("a", "b", "c"));
    refused("1 marks for 2 images", () -> grid.highlight(true));
    refused("set captions(…) first", () -> grid.highlight(text -> true));
    refused(
        "has 1 × 1 pixels, those of the first row 2 × 2".replace("has", "have"),
        () -> grid.row("small", images(new Shape(1, 1, 1, 1), 0)));
    refused("show fewer images", () -> grid.scale(2000).image());
  }

  @Test
  void pngHasTwiceTheSizeAndEveryPixelItsSquare(@TempDir Path folder) throws IOException {
    ImageGrid grid = ImageGrid.of(flat(0.2f)).scale(3);
    BufferedImage png = ImageIO.read(new ByteArrayInputStream(Pictures.png(grid)));
    assertEquals(2 * grid.width(), png.getWidth());
    assertEquals(12 * 12, count(png, grey(153)));
    Pictures.save(folder.resolve("grid.png"), grid);
    assertTrue(Files.size(folder.resolve("grid.png")) > 50);
    refused("end it in .png", () -> Pictures.save(folder.resolve("grid.svg"), grid));
  }

  private static void refused(String part, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static int ink(BufferedImage image, int left, int right, int top, int bottom) {
    int count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        count += (image.getRGB(x, y) & 0xFF) < 200 ? 1 : 0;
      }
    }
    return count;
  }

  private static int count(BufferedImage image, int rgb) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return (int) Arrays.stream(all).filter(pixel -> pixel == rgb).count();
  }
}
