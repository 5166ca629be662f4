package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The pictures in a zip archive, read in place: nothing is unpacked to the disk.
 *
 * <p>Names that would lead out of a folder when unpacked are refused all the same: such an archive
 * was made to do harm.
 */
record ZipEntries(Path archive, String below, ZipFile zip, List<String> names)
    implements ImageEntries {

  static ZipEntries of(Path archive, String below) {
    ZipFile zip = null;
    try {
      zip = new ZipFile(archive.toFile());
      return new ZipEntries(archive, below, zip, list(archive, below, zip));
    } catch (DataException fault) {
      close(zip);
      throw fault;
    } catch (IOException | RuntimeException fault) {
      // the JDK answers some damaged directories with unchecked exceptions
      close(zip);
      throw DataException.of(
          archive.toString(), "it cannot be read (" + fault + ")", "a zip archive", fault);
    }
  }

  private static List<String> list(Path archive, String below, ZipFile zip) {
    var seen = new HashSet<String>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (leadsOut(name)) {
        throw DataException.of(
            archive.toString(),
            "an entry named \"" + name + "\"",
            "names inside the archive: do not trust this file");
      }
      if (!seen.add(name)) {
        throw DataException.of(
            archive.toString(), "two entries named \"" + name + "\"", "each name once");
      }
    }
    return seen.stream()
        .filter(name -> name.startsWith(below) && !name.startsWith("__MACOSX/"))
        .map(name -> name.substring(below.length()))
        .filter(ImageEntries::isPicture)
        .sorted()
        .toList();
  }

  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || name.contains("\\")
        || name.matches("(?s)^[A-Za-z]:.*")
        || List.of(name.split("/", -1)).contains("..")
        || name.indexOf('\0') >= 0;
  }

  @Override
  public String place(String name) {
    return archive + ", entry " + below + name;
  }

  @Override
  public byte[] read(String name) throws IOException {
    ZipEntry entry = zip.getEntry(below + name);
    try (var stream = zip.getInputStream(entry)) {
      byte[] bytes = Bounded.read(stream, place(name));
      var checksum = new CRC32();
      checksum.update(bytes);
      if (entry.getCrc() != checksum.getValue()) {
        throw DataException.of(
            place(name),
            "checksum %08x".formatted(checksum.getValue()),
            "%08x as the archive says: it is damaged".formatted(entry.getCrc()));
      }
      return bytes;
    }
  }

  @Override
  public void close() {
    close(zip);
  }

  private static void close(ZipFile zip) {
    try {
      if (zip != null) {
        zip.close();
      }
    } catch (IOException ignored) {
      // it was only read: nothing is lost
    }
  }
}
