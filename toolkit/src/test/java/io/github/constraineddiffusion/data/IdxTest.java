package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.constraineddiffusion.tensor.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir private Path folder;
  private Session session;

  /** Three images of 2 × 2 with bytes 0…11. */
  static byte[] images() {
    return idx(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 3, 2, 2);
  }

  static byte[] idx(byte[] content, int... sizes) {
    var file = ByteBuffer.allocate(4 + 4 * sizes.length + content.length);
    file.putInt(0x800 + sizes.length);
    Arrays.stream(sizes).forEach(file::putInt);
    return file.put(content).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @BeforeEach
  void open() throws IOException {
    session = Session.open();
    write("train-images-idx3-ubyte", images());
    write("train-labels-idx1-ubyte.gz", gzip(idx(new byte[] {4, 0, 9}, 3)));
  }

  @AfterEach
  void close() {
    session.close();
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  @Test
  void aPairOfFilesBecomesASet() throws IOException {
    ImageSet set = Mnist.open(session, folder);
    assertEquals("MNIST (3 images of 1 × 2 × 2, 10 classes)", set.toString());
    assertArrayEquals(new int[] {4, 0, 9}, set.labels());
    assertArrayEquals(
        new float[] {8 / 127.5f - 1, 9 / 127.5f - 1, 10 / 127.5f - 1, 11 / 127.5f - 1},
        set.images(session.manager(), 2, 3).toFloatArray());
    write("train-images-idx3-ubyte", gzip(images()));
    assertEquals(set.fingerprint(), Mnist.open(session, folder).fingerprint());
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    refused("t10k-images-idx3-ubyte: no such file", () -> Mnist.openTest(session, folder));
    refused("no such folder", () -> Mnist.open(session, folder.resolve("nowhere")));
  }

  @Test
  void faultyFilesAreRefusedWithThePlace() throws IOException {
    faulty(idx(new byte[12], 12), "byte 0: magic number 0x00000801, expected 0x00000803");
    faulty(
        Arrays.copyOf(images(), 15),
        "byte 15: the file ends, expected 1 more bytes of an IDX header");
    faulty(Arrays.copyOf(images(), 20), "byte 20: the file ends, expected 8 more bytes");
    faulty(Arrays.copyOf(images(), 29), "byte 28: more bytes");
    faulty(new byte[0], "byte 0: the file ends");
    faulty(idx(new byte[12], 3, -2, 2), "byte 8: dimensions [3, -2]");
    faulty(idx(new byte[12], 3, 0, 2), "byte 8: dimensions [3, 0]");
    faulty(
        idx(new byte[12], 0x7fffffff, 0x7fffffff, 0x7fffffff),
        "dimensions [2147483647, 2147483647]");
    faulty(
        idx(new byte[12], 2_000_000_000, 1, 1),
        "byte 28: the file ends, expected 1999999988 more bytes");
    faulty(idx(new byte[8], 2, 2, 2), "byte 4: 3 labels, expected one for each of the 2 images");
    byte[] packed = gzip(images());
    faulty(Arrays.copyOf(packed, packed.length - 9), "the compressed file ends");
    packed[packed.length - 6] ^= 1;
    faulty(packed, "cannot be read (ZipException: Corrupt GZIP trailer)");
  }

  private void faulty(byte[] images, String expected) throws IOException {
    write("train-images-idx3-ubyte", images);
    refused(expected, () -> Mnist.open(session, folder));
  }

  @Test
  void labelsBeyondTheClassesAreRefused() throws IOException {
    write("train-labels-idx1-ubyte.gz", idx(new byte[] {4, 10, 9}, 3));
    refused("byte 9: label 10, expected 0…9", () -> Mnist.open(session, folder));
  }
}
