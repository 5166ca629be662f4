package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A store that processes share, and what is in it. */
abstract class ProcessCase {
  static final int RUNS = SweptProcess.POINTS * SweptProcess.SEEDS;

  @TempDir Path store;

  static long count(List<String> lines, String word) {
    return lines.stream().filter(line -> line.startsWith(word + " ")).count();
  }

  /** Contents of the finished runs. */
  Map<String, String> stored() throws IOException {
    Map<String, String> stored = new HashMap<>();
    for (String name : names()) {
      Path file = store.resolve(name).resolve("run.json");
      if (!name.startsWith(".") && Files.exists(file)) {
        stored.put(name, Files.readString(file));
      }
    }
    return stored;
  }

  /** What is in the folder beside the file of the locks. */
  List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }
}
