package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sweep in a process of its own: prints "ready", waits for a line, prints "begin ROW COLUMN" for
 * every run that it trains, and at the end "runs" and the fingerprints with who trained them.
 * Arguments: the store; then "weights" to keep them, or the folder of a {@link Barrier} and how
 * many processes meet there.
 */
final class SweptProcess {
  static final int POINTS = 4;
  static final int SEEDS = 2;
  static final int STEPS = 150;

  private SweptProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (Session session = Session.open().threads(1)) {
      session.manager().ones(new ai.djl.ndarray.types.Shape(1)).toFloatArray();
    }
    System.out.println("ready");
    System.in.read();
    Runnable atBatch =
        arguments.length < 3
            ? () -> {}
            : new Barrier(Path.of(arguments[1]), Integer.parseInt(arguments[2]))::await;
    Sweep sweep = sweep(Path.of(arguments[0]), atBatch).listener(SweptProcess::told);
    boolean weights = arguments.length == 2;
    (weights ? sweep.keepWeights() : sweep)
        .run()
        .runs()
        .forEach(
            run ->
                System.out.printf(
                    "run %s %s %d%n", run.fingerprint(), run.state(), (long) run.value("process")));
  }

  static Sweep sweep(Path store, Runnable atBatch) {
    return Sweep.over(
            "processes", point -> Templates.tiny(point, new Templates.Watched(atBatch), STEPS))
        .vary("share", IntStream.range(0, POINTS).mapToDouble(k -> 0.1 + 0.05 * k).toArray())
        .seeds(SEEDS)
        .measure("process", run -> ProcessHandle.current().pid())
        .store(store);
  }

  private static String last = "";

  private static void told(SweepProgress progress) {
    for (int row = 0; row < progress.states().size(); row++) {
      List<CellState> states = progress.states().get(row);
      for (int column = 0; column < states.size(); column++) {
        String now = "begin " + row + " " + column;
        if (states.get(column) == CellState.RUNNING && !now.equals(last)) {
          last = now;
          System.out.println(now);
        }
      }
    }
  }
}
