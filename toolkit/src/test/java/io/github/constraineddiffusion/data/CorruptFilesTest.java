package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged at random, a file is either read or refused by the one exception that names it; and it
 * never makes the reader take much memory.
 */
class CorruptFilesTest {
  private static final int TRIALS = 150;
  private static final long MOST_MEMORY = 40_000_000;

  @TempDir private Path folder;

  /** A valid file and how it is opened. */
  record Kind(String name, String file, byte[] valid, Opener opener) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Opener {
    ImageSet open(Session session, Path folder);
  }

  static Stream<Kind> kinds() throws IOException {
    byte[] images = IdxTest.idx(noise(5 * 36), 5, 6, 6);
    byte[] labels = IdxTest.idx(new byte[] {1, 2, 3, 4, 5}, 5);
    byte[] png = encoded("png");
    byte[] jpg = encoded("jpg");
    String csv = "file,label\ncat/a.png,1\n\"cat/b.png\",\"x, y\"\n";
    Opener mnist = Mnist::open;
    Opener pictures = (session, folder) -> ImageFolder.open(session, folder.resolve("set"));
    Opener archive =
        (session, folder) -> ImageFolder.at(folder.resolve("set.zip")).size(4).open(session);
    Opener cifar =
        (session, folder) -> Cifar10.open(session, "CIFAR-10", folder, List.of("a.bin"), 2);
    Opener table =
        (session, folder) ->
            ImageFolder.at(folder.resolve("set")).labels(folder.resolve("l.csv")).open(session);
    return Stream.of(
        new Kind("IDX", "train-images-idx3-ubyte", images, mnist),
        new Kind("IDX in gzip", "train-images-idx3-ubyte", IdxTest.gzip(images), mnist),
        new Kind("IDX labels", "train-labels-idx1-ubyte", labels, mnist),
        new Kind("CIFAR-10", "a.bin", Cifar10Test.records(2, 0), cifar),
        new Kind("CIFAR-10 in gzip", "a.bin", IdxTest.gzip(Cifar10Test.records(2, 0)), cifar),
        new Kind("PNG", "set/cat/a.png", png, pictures),
        new Kind("JPEG", "set/cat/a.png", jpg, pictures),
        new Kind("zip", "set.zip", ImageFolderTest.zip("a/1.png", png, "b/2.jpg", jpg), archive),
        new Kind("CSV", "l.csv", csv.getBytes(StandardCharsets.UTF_8), table));
  }

  private static byte[] noise(int count) {
    var bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] encoded(String format) throws IOException {
    var picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    byte[] noise = noise(768);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, noise[3 * i] << 16 | noise[3 * i + 1] << 8 | noise[3 * i + 2]);
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(picture, format, file);
    return file.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void damageIsNamedOrHarmless(Kind kind) throws IOException {
    for (Kind each : kinds().toList()) {
      write(each.file().startsWith("set/") ? "set/cat/b.png" : each.file(), each.valid());
    }
    write("set/cat/a.png", encoded("png"));
    write("train-images-idx3-ubyte", IdxTest.idx(noise(5 * 36), 5, 6, 6));
    var random = new Random(7);
    int refused = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      write(kind.file(), damaged(kind.valid(), random));
      refused += opens(kind, trial) ? 0 : 1;
    }
    assertTrue(refused > TRIALS / 10, refused + " of " + TRIALS + " were refused");
    write(kind.file(), kind.valid());
    assertTrue(opens(kind, -1), "the valid file must open");
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** Whether it opens, and not with more than its share of memory. */
  private boolean opens(Kind kind, int trial) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean opened = false;
    try (var session = Session.open()) {
      kind.opener().open(session, folder);
      opened = true;
    } catch (DataException named) {
      assertTrue(named.getMessage().contains(folder.toString()), named.getMessage());
    } catch (RuntimeException | Error other) {
      throw new AssertionError(kind + ", trial " + trial + ": " + other, other);
    }
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < MOST_MEMORY, kind + ", trial " + trial + " took " + taken + " bytes");
    return opened;
  }

  /** One to three changes such as disks, networks and attackers make. */
  private static byte[] damaged(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int change = random.nextInt(3); change >= 0 && bytes.length > 4; change--) {
      int at = random.nextInt(bytes.length - 3);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> ByteBuffer.wrap(bytes).putInt(at, Integer.MAX_VALUE - random.nextInt(9));
        case 3 -> ByteBuffer.wrap(bytes).putInt(at, -1 - random.nextInt(9));
        case 4 -> ByteBuffer.wrap(bytes).putInt(at, random.nextInt());
        case 5 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      }
    }
    return bytes;
  }
}
