package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Holds every process in its first batch until so many are there: each has a run in progress then.
 *
 * @param folder where each leaves a file
 * @param processes how many
 */
record Barrier(Path folder, int processes) {
  private static final long MOST_MILLIS = 60_000;

  void await() {
    Path own = folder.resolve(Long.toString(ProcessHandle.current().pid()));
    if (Files.exists(own)) {
      return;
    }
    try {
      Files.createFile(own);
      long begun = System.currentTimeMillis();
      while (there() < processes) {
        if (System.currentTimeMillis() - begun > MOST_MILLIS) {
          throw new IllegalStateException("waited in vain for " + processes + " processes");
        }
        Thread.sleep(2);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long there() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
