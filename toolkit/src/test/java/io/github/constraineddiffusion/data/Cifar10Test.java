package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir private Path folder;
  private Session session;

  /** Record r of a file has the label r + first, red r, green 100 + r, blue 200 + r. */
  static byte[] records(int count, int first) {
    var file = new byte[count * RECORD];
    for (int r = 0; r < count; r++) {
      int at = r * RECORD;
      file[at] = (byte) (r + first);
      Arrays.fill(file, at + 1, at + 1025, (byte) r);
      Arrays.fill(file, at + 1025, at + 2049, (byte) (100 + r));
      Arrays.fill(file, at + 2049, at + 3073, (byte) (200 + r));
    }
    return file;
  }

  @BeforeEach
  void open() throws IOException {
    session = Session.open();
    Files.write(folder.resolve("a.bin"), records(3, 0));
    Files.write(folder.resolve("b.bin.gz"), IdxTest.gzip(records(3, 7)));
  }

  @AfterEach
  void close() {
    session.close();
  }

  private ImageSet openBoth() {
    return Cifar10.open(session, "CIFAR-10", folder, List.of("a.bin", "b.bin"), 3);
  }

  @Test
  void filesAreReadInTheirOrderAndChannelsApart() {
    ImageSet set = openBoth();
    assertArrayEquals(new int[] {0, 1, 2, 7, 8, 9}, set.labels());
    assertEquals("CIFAR-10 (6 images of 3 × 32 × 32, 10 classes)", set.toString());
    float[] image = set.images(session.manager(), 4, 5).toFloatArray();
    assertEquals(1 / 127.5f - 1, image[1023]);
    assertEquals(101 / 127.5f - 1, image[1024]);
    assertEquals(201 / 127.5f - 1, image[2048]);
    assertEquals("frog", set.classNames().get(6));
  }

  @Test
  void faultyFilesAreRefusedWithThePlace() throws IOException {
    faulty(
        Arrays.copyOf(records(3, 0), 2 * RECORD), "byte 6146: the file ends, expected 3073 more");
    faulty(records(4, 0), "byte 9219: more bytes, expected the end after 3 records");
    faulty(records(3, 8), "byte 6146: label 10, expected 0…9");
    Files.delete(folder.resolve("a.bin"));
    refused("no such file", this::openBoth);
    refused("data_batch_1.bin: no such file", () -> Cifar10.open(session, folder));
    refused("test_batch.bin: no such file", () -> Cifar10.openTest(session, folder));
    refused("batches is 6", () -> Cifar10.open(session, folder, 6));
  }

  @Test
  void isToldByTheNameOfItsFirstFile() throws IOException {
    assertFalse(Cifar10.isIn(folder));
    assertFalse(Cifar10.isIn(folder.resolve("absent")));
    Files.write(folder.resolve("data_batch_1.bin.gz"), new byte[1]);
    assertTrue(Cifar10.isIn(folder));
    assertFalse(Mnist.isIn(folder));
    Files.write(folder.resolve("train-images-idx3-ubyte"), new byte[1]);
    assertTrue(Mnist.isIn(folder));
  }

  private void faulty(byte[] content, String expected) throws IOException {
    Files.write(folder.resolve("a.bin"), content);
    refused(expected, this::openBoth);
  }
}
