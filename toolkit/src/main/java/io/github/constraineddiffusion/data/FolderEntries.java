package io.github.constraineddiffusion.data;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pictures in a folder and its sub-folders; links to other folders are not followed. */
record FolderEntries(Path folder, List<String> names) implements ImageEntries {

  static FolderEntries of(Path source, String below) {
    Path folder = source.resolve(below);
    if (!Files.isDirectory(folder)) {
      throw DataException.of(folder.toString(), "no such folder", "a folder of pictures");
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return new FolderEntries(
          folder,
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
              .filter(ImageEntries::isPicture)
              .sorted()
              .toList());
    } catch (IOException | UncheckedIOException fault) {
      throw DataException.of(
          folder.toString(), "it cannot be listed (" + fault + ")", "a readable folder", fault);
    }
  }

  @Override
  public String place(String name) {
    return folder.resolve(name).toString();
  }

  @Override
  public byte[] read(String name) throws IOException {
    try (var stream = Files.newInputStream(folder.resolve(name))) {
      return Bounded.read(stream, place(name));
    }
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
