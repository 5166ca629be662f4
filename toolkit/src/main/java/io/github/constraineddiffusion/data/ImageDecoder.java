package io.github.constraineddiffusion.data;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes PNG and JPEG with the JDK's own readers, the size being checked before the pixels. */
final class ImageDecoder {
  /** 50 million pixels: more than any data set here has. */
  private static final long MOST_PIXELS = 50_000_000;

  /** Black and white under the best that DEFLATE can do: 8 pixels a byte, 1032 bytes for one. */
  private static final long MOST_PIXELS_PER_BYTE = 8 * 1032;

  private ImageDecoder() {}

  /**
   * Decodes a picture.
   *
   * @param size where given, the centred part of its shape is kept, in the picture's own pixels
   */
  static Planes decode(String place, byte[] file, int channels, Optional<ImageSize> size) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format(place, file)).next();
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      var warnings = new ArrayList<String>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(input, true, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      requirePlausible(place, width, height, file.length);
      ImageSize kept =
          size.map(s -> s.largestIn(height, width)).orElse(new ImageSize(height, width));
      var part =
          new Rectangle(
              (width - kept.width()) / 2,
              (height - kept.height()) / 2,
              kept.width(),
              kept.height());
      BufferedImage picture = reader.read(0);
      if (!warnings.isEmpty()) {
        // the reader makes up what is missing from a damaged JPEG
        throw DataException.of(
            place, "a damaged picture (" + warnings.get(0) + ")", "a sound one: fetch it again");
      }
      return planes(picture, part, channels);
    } catch (DataException fault) {
      throw fault;
    } catch (IOException | RuntimeException | OutOfMemoryError fault) {
      // the readers answer damaged files with many kinds of unchecked exceptions
      throw DataException.of(
          place, "it cannot be decoded (" + fault + ")", "a PNG or an RGB or grey JPEG", fault);
    } finally {
      reader.dispose();
    }
  }

  /** So that no header makes the reader take memory for what the file cannot hold. */
  private static void requirePlausible(String place, int width, int height, long bytes) {
    long most = Math.min(MOST_PIXELS, MOST_PIXELS_PER_BYTE * bytes);
    if ((long) height * width > most) {
      throw DataException.of(
          place,
          "a header that announces %d × %d pixels".formatted(width, height),
          "at most %d in a file of %d bytes".formatted(most, bytes));
    }
  }

  private static String format(String place, byte[] file) {
    if (file.length > 8 && file[0] == (byte) 0x89 && file[1] == 'P' && file[2] == 'N') {
      return "png";
    }
    if (file.length > 8 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8) {
      return "jpeg";
    }
    throw DataException.at(
        place, 0, file.length + " bytes that start otherwise", "the first bytes of PNG or JPEG");
  }

  private static Planes planes(BufferedImage picture, Rectangle part, int channels) {
    var shape = new ImageShape(channels, part.height, part.width);
    var bytes = new byte[shape.size()];
    int plane = part.height * part.width;
    var row = new int[part.width];
    for (int y = 0; y < part.height; y++) {
      boolean grey = readRow(picture, part, y, row);
      for (int x = 0; x < part.width; x++) {
        int at = y * part.width + x;
        if (grey || channels == 1) {
          byte value = (byte) (grey ? row[x] : luma(row[x]));
          for (int c = 0; c < channels; c++) {
            bytes[c * plane + at] = value;
          }
        } else {
          bytes[at] = (byte) (row[x] >> 16);
          bytes[plane + at] = (byte) (row[x] >> 8);
          bytes[2 * plane + at] = (byte) row[x];
        }
      }
    }
    return new Planes(shape, bytes);
  }

  /** Fills a row with grey values 0…255 or RGB values, and says whether it is grey. */
  private static boolean readRow(BufferedImage picture, Rectangle part, int y, int[] row) {
    var model = picture.getColorModel();
    boolean grey =
        !(model instanceof IndexColorModel)
            && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (!grey) {
      picture.getRGB(part.x, part.y + y, part.width, 1, row, 0, part.width);
      return false;
    }
    // stored values: getRGB would treat them as linear light and brighten them
    int bits = model.getComponentSize(0);
    picture.getRaster().getSamples(part.x, part.y + y, part.width, 1, 0, row);
    for (int x = 0; x < row.length; x++) {
      row[x] = bits > 8 ? row[x] >> (bits - 8) : row[x] * 255 / ((1 << bits) - 1);
    }
    return true;
  }

  /** ITU-R BT.601 in 16-bit fixed point, as libraries for pictures have it. */
  private static int luma(int rgb) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    return (19_595 * red + 38_470 * green + 7_471 * (rgb & 0xff) + 0x8000) >> 16;
  }
}
