package io.github.constraineddiffusion.trainer;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders of files that appear whole or not at all, for checkpoints and the stores of sweeps. */
public final class CheckpointFiles {
  /** What the names of folders begin with while they are written. */
  public static final String HIDDEN = ".writing-";

  private CheckpointFiles() {}

  /**
   * Writes files into a new folder: first under a hidden name, forced to the disk, then renamed.
   *
   * @param target the folder, which must not exist
   * @param files contents by file name
   * @throws IOException where that cannot be done: nothing is left then
   */
  public static void write(Path target, Map<String, byte[]> files) throws IOException {
    Path hidden =
        Files.createTempDirectory(target.getParent(), HIDDEN + target.getFileName() + "-");
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        writeForced(hidden.resolve(file.getKey()), file.getValue());
      }
      Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteTree(hidden);
      throw e;
    }
  }

  /**
   * Replaces the files of a folder, in one step for whoever reads the index first: the others are
   * written, the index is renamed over the old one, and what it names no more is deleted.
   *
   * @param folder which exists
   * @param files contents by names that the folder does not have
   * @param index name of the file that says which files count
   * @param content of the index
   * @throws IOException where that cannot be done: the old files are left then
   */
  public static void replace(Path folder, Map<String, byte[]> files, String index, byte[] content)
      throws IOException {
    Path hidden = folder.resolve(HIDDEN + index);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        writeForced(folder.resolve(file.getKey()), file.getValue());
      }
      writeForced(hidden, content);
      Files.move(hidden, folder.resolve(index), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      files.keySet().forEach(name -> deleteTree(folder.resolve(name)));
      deleteTree(hidden);
      throw e;
    }
    for (Path each : list(folder, "")) {
      String name = each.getFileName().toString();
      if (!name.equals(index) && !files.containsKey(name)) {
        deleteTree(each);
      }
    }
  }

  /** Not by a channel, which an interrupt of the thread closes. */
  private static void writeForced(Path file, byte[] content) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
      stream.write(content);
      stream.getFD().sync();
    }
  }

  /**
   * Lists a folder.
   *
   * @param folder the folder
   * @param prefix what the names begin with
   * @return the paths by name; none where there is no such folder
   * @throws IOException where it cannot be read
   */
  public static List<Path> list(Path folder, String prefix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(p -> p.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
  }

  /**
   * Deletes a folder with all in it as far as that can be done.
   *
   * @param folder the folder
   */
  public static void deleteTree(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // left-overs are hidden or outdated: the next checkpoint tries again
    }
  }
}
