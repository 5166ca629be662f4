package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.dual.DualAlarm;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A plain progress line for use outside notebooks: one line every ten seconds and at the end. */
public final class ConsoleProgress implements TrainingListener {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final PrintStream out;
  private double lastPrinted = Double.NEGATIVE_INFINITY;
  private int lastStep = -1;

  /** Prints to the standard output. */
  public ConsoleProgress() {
    this(System.out);
  }

  /**
   * Prints to a stream.
   *
   * @param out the stream
   */
  public ConsoleProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void progress(Progress progress) {
    if (progress.elapsedSeconds() - lastPrinted >= SECONDS_BETWEEN_LINES) {
      lastPrinted = progress.elapsedSeconds();
      lastStep = progress.step();
      out.println(line(progress));
    }
  }

  @Override
  public void alarm(DualAlarm alarm) {
    out.println("ALARM " + alarm.message());
  }

  @Override
  public void finished(Progress progress) {
    if (progress.step() != lastStep) {
      out.println(line(progress));
    }
  }

  private static String line(Progress p) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%s: step %d of %d, %.0f s",
            p.name(),
            p.step(),
            p.totalSteps(),
            p.elapsedSeconds()));
    if (p.step() < p.totalSteps() && !Double.isNaN(p.secondsLeft())) {
      line.append(String.format(Locale.ROOT, ", %.0f s left", p.secondsLeft()));
    }
    List<DualRecord> duals = p.history().duals();
    if (!duals.isEmpty()) {
      DualRecord last = duals.get(duals.size() - 1);
      for (int i = 0; i < last.lambda().length; i++) {
        line.append(
            String.format(
                Locale.ROOT,
                ", λ[%s] %.3f slack %+.3f",
                p.history().constraints().get(i),
                last.lambda()[i],
                last.slack()[i]));
      }
    }
    return line.toString();
  }
}
