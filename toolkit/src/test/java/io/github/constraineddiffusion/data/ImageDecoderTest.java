package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the pixels that Pillow finds: src/test/golden/resize.py. */
class ImageDecoderTest {
  private static final Golden GOLDEN = read();

  record Golden(List<Case> cases, List<Kind> kinds) {}

  record Case(int height, int width, int[][] rgb, int[][] grey) {}

  record Kind(String kind, String png, int[][] rgb, int[][] grey) {
    byte[] file() {
      return Base64.getDecoder().decode(png);
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  private static Golden read() {
    try (var reader =
        new InputStreamReader(
            ImageDecoderTest.class.getResourceAsStream("/golden/resize.json"),
            StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, Golden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Kind> kinds() {
    return GOLDEN.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfPngHasItsStoredValues(Kind kind) {
    for (int[][] expected : List.of(kind.rgb(), kind.grey())) {
      Planes found =
          ImageDecoder.decode(kind.kind(), kind.file(), expected.length, Optional.empty());
      assertEquals(new ImageShape(expected.length, 17, 23), found.shape());
      assertSame(expected, found);
    }
  }

  @Test
  void croppingAndResizingIsThatOfPillow() {
    Kind picture = GOLDEN.kinds().get(0);
    for (Case wanted : GOLDEN.cases()) {
      var size = new ImageSize(wanted.height(), wanted.width());
      for (int[][] expected : List.of(wanted.rgb(), wanted.grey())) {
        Planes part =
            ImageDecoder.decode("picture", picture.file(), expected.length, Optional.of(size));
        assertSame(expected, Resampling.resize(part, size));
      }
    }
  }

  private static void assertSame(int[][] expected, Planes found) {
    int[] all = Arrays.stream(expected).flatMapToInt(Arrays::stream).toArray();
    var bytes = new int[found.bytes().length];
    Arrays.setAll(bytes, i -> found.bytes()[i] & 0xff);
    assertArrayEquals(all, bytes);
  }

  /** Smooth grey survives JPEG almost unchanged: a wrong colour space would brighten it. */
  @Test
  void greyJpegKeepsItsValues() throws IOException {
    var picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      picture.getRaster().setSample(i % 16, i / 16, 0, 40 + 2 * (i % 16) + 5 * (i / 16));
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", file);
    for (int channels : new int[] {1, 3}) {
      Planes found = ImageDecoder.decode("jpeg", file.toByteArray(), channels, Optional.empty());
      for (int i = 0; i < 256 * channels; i++) {
        int pixel = i % 256;
        assertEquals(40 + 2 * (pixel % 16) + 5 * (pixel / 16), found.bytes()[i] & 0xff, 3);
      }
    }
  }

  @Test
  void sixteenBitsAreCutToEight() throws IOException {
    var picture = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    int[] values = {0, 0x1234, 0x80ff, 0xffff};
    picture.getRaster().setSamples(0, 0, 4, 1, 0, values);
    var file = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", file);
    Planes found = ImageDecoder.decode("png", file.toByteArray(), 1, Optional.empty());
    assertArrayEquals(new byte[] {0, 0x12, (byte) 0x80, (byte) 0xff}, found.bytes());
  }
}
