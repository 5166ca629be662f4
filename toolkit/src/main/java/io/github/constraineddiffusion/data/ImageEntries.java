package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The pictures in a folder or an archive, by their paths inside it. */
interface ImageEntries extends AutoCloseable {
  /** More than any photograph needs: what is larger is no picture. */
  int MOST_BYTES = 1 << 26;

  /** Lists the pictures of a folder or archive, at least one. */
  static ImageEntries open(Path source, String below) {
    if (!Files.exists(source)) {
      throw DataException.of(
          source.toString(), "no such file", "a folder or zip archive of pictures");
    }
    ImageEntries entries =
        Files.isDirectory(source) ? FolderEntries.of(source, below) : ZipEntries.of(source, below);
    if (entries.names().isEmpty()) {
      entries.close();
      throw DataException.of(
          source.toString(), "no picture below \"" + below + "\"", "files *.png, *.jpg or *.jpeg");
    }
    return entries;
  }

  /** Whether a name is that of a picture; what else lies around is left alone. */
  static boolean isPicture(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return !last.startsWith(".") && last.matches(".*\\.(png|jpe?g)");
  }

  /** Paths with / between the parts, sorted. */
  List<String> names();

  /** The name of a picture in messages. */
  String place(String name);

  /** The bytes of a picture's file: never more than {@link #MOST_BYTES}. */
  byte[] read(String name) throws IOException;

  @Override
  void close();
}
