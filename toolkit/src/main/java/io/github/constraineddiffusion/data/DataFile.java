package io.github.constraineddiffusion.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A file or resource that can be opened more than once, gzip or plain. */
record DataFile(String name, Opener opener) {

  /** Opens the stored bytes. */
  interface Opener {
    InputStream open() throws IOException;
  }

  static DataFile of(Path path) {
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** The first of some names that is a file in the folder. */
  static DataFile find(Path folder, String what, List<String> names) {
    Optional<Path> found = first(folder, names);
    if (found.isPresent()) {
      return of(found.get());
    }
    String state = Files.isDirectory(folder) ? "no such file" : "no such folder";
    throw DataException.of(
        folder.resolve(names.get(0)).toString(), state, what + " named one of " + names);
  }

  static Optional<Path> first(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  static DataFile resource(String name) {
    return new DataFile(name, () -> DataFile.class.getResourceAsStream(name));
  }

  /** Opens the content: what is inside where the first bytes are those of gzip. */
  InputStream content() throws IOException {
    var stored = new BufferedInputStream(opener.open(), 1 << 16);
    try {
      stored.mark(2);
      boolean gzip = stored.read() == 0x1f && stored.read() == 0x8b;
      stored.reset();
      return gzip ? new GZIPInputStream(stored, 1 << 16) : stored;
    } catch (IOException | RuntimeException fault) {
      stored.close();
      throw fault;
    }
  }
}
