package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Prints "ready", waits for a line, and removes all runs of a store again and again until its input
 * has another line: prints "removed COUNT" each time that there were some.
 */
final class PruningProcess {
  private PruningProcess() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("ready");
    System.in.read();
    SweepStore store = SweepStore.open(Path.of(arguments[0]));
    while (System.in.available() == 0) {
      int runs = store.prune(run -> true).runs();
      if (runs > 0) {
        System.out.println("removed " + runs);
      }
    }
  }
}
