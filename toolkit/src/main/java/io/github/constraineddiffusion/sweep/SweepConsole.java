package io.github.constraineddiffusion.sweep;

import java.io.PrintStream;
import java.util.Locale;

/** A plain line for use outside notebooks: every ten seconds, for every message, and at the end. */
public final class SweepConsole implements SweepListener {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final PrintStream out;
  private double lastPrinted = Double.NEGATIVE_INFINITY;
  private int told;

  /** Prints to the standard output. */
  public SweepConsole() {
    this(System.out);
  }

  /**
   * Prints to a stream.
   *
   * @param out the stream
   */
  public SweepConsole(PrintStream out) {
    this.out = out;
  }

  @Override
  public void progress(SweepProgress progress) {
    for (; told < progress.messages().size(); told++) {
      out.println(progress.name() + ": " + progress.messages().get(told));
    }
    boolean due = progress.elapsedSeconds() - lastPrinted >= SECONDS_BETWEEN_LINES;
    if (due || progress.finished()) {
      lastPrinted = progress.elapsedSeconds();
      out.println(line(progress));
    }
  }

  /**
   * Says in a line where a sweep is.
   *
   * @param progress where it is
   * @return such as "strength: 12 of 30 runs done, 1 failed, 1 running, 35 s, about 50 s left"
   */
  public static String line(SweepProgress progress) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%s: %d of %d runs done",
            progress.name(),
            progress.count(CellState.DONE),
            progress.total()));
    for (CellState state : new CellState[] {CellState.FAILED, CellState.RUNNING}) {
      int count = progress.count(state);
      line.append(count == 0 ? "" : ", " + count + " " + state);
    }
    int elsewhere = progress.count(CellState.ELSEWHERE);
    line.append(elsewhere == 0 ? "" : ", " + elsewhere + " in other processes");
    line.append(", ").append(duration(progress.elapsedSeconds()));
    int open = progress.total() - progress.count(CellState.DONE) - progress.count(CellState.FAILED);
    if (progress.finished() && open > 0) {
      line.append(", stopped");
    } else if (open > 0 && !Double.isNaN(progress.secondsLeft())) {
      line.append(", about ").append(duration(progress.secondsLeft())).append(" left");
    }
    return line.toString();
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    return s < 100
        ? s + " s"
        : s < 6000
            ? String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60)
            : String.format(Locale.ROOT, "%d:%02d h", s / 3600, s / 60 % 60);
  }
}
