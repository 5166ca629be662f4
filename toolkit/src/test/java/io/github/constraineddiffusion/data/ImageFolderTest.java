package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.constraineddiffusion.tensor.Session;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path folder;
  private Session session;

  @BeforeEach
  void open() throws IOException {
    session = Session.open();
    write("pictures/cat/b.png", picture(4, 4, 0x102030, "png"));
    write("pictures/cat/a.JPG", picture(4, 4, 0x808080, "jpg"));
    write("pictures/ant/deep/c.jpeg", picture(4, 4, 0xffffff, "jpg"));
    write("pictures/ant/.hidden.png", new byte[1]);
    write("pictures/notes.txt", new byte[1]);
  }

  @AfterEach
  void close() {
    session.close();
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  static byte[] picture(int width, int height, int rgb, String format) throws IOException {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, rgb);
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(picture, format, file);
    return file.toByteArray();
  }

  /** Names and contents in turn. */
  static byte[] zip(Object... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
      }
    }
    return bytes.toByteArray();
  }

  private Path pictures() {
    return folder.resolve("pictures");
  }

  /** The red, green and blue of an image's first pixel. */
  private int[] colour(ImageSet set, int i) {
    float[] values = set.images(session.manager(), i, i + 1).toFloatArray();
    int plane = values.length / set.channels();
    var colour = new int[set.channels()];
    Arrays.setAll(colour, c -> Math.round((values[c * plane] + 1) * 127.5f));
    return colour;
  }

  @Test
  void subFoldersAreClasses() {
    ImageSet set = ImageFolder.open(session, pictures());
    assertEquals("pictures (3 images of 3 × 4 × 4, 2 classes)", set.toString());
    assertEquals(List.of("ant", "cat"), set.classNames());
    assertArrayEquals(new int[] {0, 1, 1}, set.labels());
    assertArrayEquals(new int[] {255, 255, 255}, colour(set, 0));
    assertArrayEquals(new int[] {0x10, 0x20, 0x30}, colour(set, 2));
    ImageSet grey = ImageFolder.at(pictures()).grey().open(session);
    // 0.299·16 + 0.587·32 + 0.114·48 = 29.04
    assertArrayEquals(new int[] {29}, colour(grey, 2));
  }

  @Test
  void anArchiveIsReadAsTheFolderIs() throws IOException {
    Path archive =
        write(
            "set.zip",
            zip(
                "train/cat/b.png",
                Files.readAllBytes(pictures().resolve("cat/b.png")),
                "train/cat/a.JPG",
                Files.readAllBytes(pictures().resolve("cat/a.JPG")),
                "__MACOSX/train/cat/a.JPG",
                new byte[3],
                "train/ant/deep/c.jpeg",
                Files.readAllBytes(pictures().resolve("ant/deep/c.jpeg")),
                "test/cat/d.png",
                picture(4, 4, 0, "png")));
    ImageSet train = ImageFolder.at(archive).below("train").open(session);
    assertEquals(ImageFolder.open(session, pictures()).fingerprint(), train.fingerprint());
    ImageSet test = ImageFolder.at(archive).below("test/").classes("ant", "cat").open(session);
    assertArrayEquals(new int[] {1}, test.labels());
    refused("no picture below \"val/\"", () -> ImageFolder.at(archive).below("val").open(session));
    refused("no such folder", () -> ImageFolder.at(pictures()).below("val").open(session));
  }

  @Test
  void picturesOfDifferentSizesNeedACommonOne() throws IOException {
    write("pictures/cat/wide.png", picture(9, 6, 0xff0000, "png"));
    refused(
        "wide.png: a picture of 3 × 6 × 9, expected 3 × 4 × 4 as the first one has",
        () -> ImageFolder.open(session, pictures()));
    ImageSet set = ImageFolder.at(pictures()).size(2, 3).open(session);
    assertEquals(2, set.height());
    assertEquals(3, set.width());
    assertArrayEquals(new int[] {255, 0, 0}, colour(set, 3));
  }

  @Test
  void labelsCanComeFromATable() throws IOException {
    Path csv =
        write(
            "labels.csv",
            "\uFEFFimage,\"say \"\"x\"\"\",Male\ncat/b.png,1,10\nant/deep/c.jpeg,\"a,b\",9\ncat/a.JPG,3,-1\n"
                .getBytes(StandardCharsets.UTF_8));
    ImageSet set = ImageFolder.at(pictures()).labels(csv, "image", "Male").open(session);
    assertEquals(List.of("-1", "9", "10"), set.classNames());
    assertArrayEquals(new int[] {1, 0, 2}, set.labels());
    table(csv, "file,label\ncat/b.png,x\n", "no row for 2 pictures");
    table(csv, "file,label\ncat/b.png,x\ncat/z.png,x\n", "row 3: the file \"cat/z.png\"");
    table(csv, "file,label\ncat/b.png,x\ncat/b.png,x\n", "row 3: cat/b.png for the second time");
    table(csv, "file,label\ncat/b.png,\n", "row 2: no label");
    table(csv, "file,class\ncat/b.png,x\n", "row 1: the columns [file, class], expected a column");
    table(csv, "", "labels.csv");
    table(folder.resolve("none.csv"), null, "none.csv: it cannot be read (java.nio");
  }

  private void table(Path csv, String content, String expected) throws IOException {
    if (content != null) {
      Files.writeString(csv, content);
    }
    refused(expected, () -> ImageFolder.at(pictures()).labels(csv).open(session));
  }

  @Test
  void aFolderWithoutSubFoldersIsOneClass() throws IOException {
    ImageSet set = ImageFolder.open(session, pictures().resolve("cat"));
    assertEquals(List.of("cat"), set.classNames());
    refused(
        "has the class \"cat\", expected one of [dog, ant]",
        () -> ImageFolder.at(pictures()).below("").classes("dog", "ant").open(session));
    write("pictures/top.png", picture(4, 4, 0, "png"));
    refused("but top.png is not", () -> ImageFolder.open(session, pictures()));
  }

  @Test
  void namesThatLeadOutOfAnArchiveAreRefused() throws IOException {
    byte[] png = picture(4, 4, 0, "png");
    for (String name :
        List.of("../a.png", "a/../../b.png", "/etc/a.png", "a\\..\\b.png", "C:/a.png")) {
      Path archive = write("bad.zip", zip("cat/a.png", png, name, png));
      refused("an entry named \"" + name + "\"", () -> ImageFolder.open(session, archive));
    }
    Path plain = write("no.zip", png);
    refused("expected a zip archive", () -> ImageFolder.open(session, plain));
    refused("no such file", () -> ImageFolder.open(session, folder.resolve("none.zip")));
  }

  @Test
  void damageInsideAnArchiveIsSeenByItsChecksum() throws IOException {
    byte[] png = picture(4, 4, 0, "png");
    byte[] archive = zip("cat/a.png", png);
    // the checksum of the entry in the archive's directory, 16 bytes after its signature
    int directory = new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    archive[directory + 16] ^= 1;
    Path damaged = write("damaged.zip", archive);
    refused("entry cat/a.png: checksum", () -> ImageFolder.open(session, damaged));
  }

  /** 65 MB of zeros are 65 kB in the archive. */
  @Test
  void anArchiveThatSwellsIsRefused() throws IOException {
    Path archive = write("bomb.zip", zip("cat/a.png", new byte[ImageEntries.MOST_BYTES + 10]));
    refused("entry cat/a.png, byte 67108864: more bytes", () -> ImageFolder.open(session, archive));
  }

  /** A header of 33 bytes that announces a picture of 40 GB. */
  @Test
  void hugePicturesAreRefusedByTheirHeader() throws IOException {
    byte[] png = picture(4, 4, 0, "png");
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    picture(png, "a header that announces 100000 × 100000 pixels, expected at most");
  }

  @Test
  void damagedPicturesAreNamed() throws IOException {
    byte[] png = picture(40, 40, 0x123456, "png");
    byte[] jpg = picture(400, 400, 0x123456, "jpg");
    picture(Arrays.copyOf(png, png.length / 2), "bad.png: it cannot be decoded");
    picture(Arrays.copyOf(jpg, jpg.length / 2), "bad.png: a damaged picture");
    picture(Arrays.copyOf(jpg, 20), "bad.png: it cannot be decoded");
    picture(new byte[0], "bad.png, byte 0: 0 bytes that start otherwise");
    picture("GIF89a and more".getBytes(), "that start otherwise, expected the first bytes of PNG");
  }

  private void picture(byte[] content, String expected) throws IOException {
    Path source = write("bad/cat/bad.png", content).getParent().getParent();
    refused(expected, () -> ImageFolder.open(session, source));
  }

  @Test
  void readingStopsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ImageFolder.open(session, pictures()));
    refused("height is 0", () -> ImageFolder.at(pictures()).size(0, 5));
    refused("each once", () -> ImageFolder.at(pictures()).classes("a", "a"));
  }
}
