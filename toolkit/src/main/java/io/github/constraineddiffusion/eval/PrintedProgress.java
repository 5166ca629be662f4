package io.github.constraineddiffusion.eval;

import java.io.PrintStream;
import java.util.Locale;

/** Prints an estimate first, then a line every ten seconds, and the end of each stage. */
final class PrintedProgress implements EvaluationListener {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final PrintStream out;
  private String stage = "";
  private double lastPrinted;

  PrintedProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void progress(EvaluationProgress p) {
    boolean first = !stage.equals(p.name() + p.stage());
    boolean last = p.done() == p.total();
    if (first || last || p.seconds() - lastPrinted >= SECONDS_BETWEEN_LINES) {
      stage = p.name() + p.stage();
      lastPrinted = p.seconds();
      out.println(line(p));
    }
  }

  private static String line(EvaluationProgress p) {
    String text =
        String.format(Locale.ROOT, "%s: %d of %d %s", p.name(), p.done(), p.total(), p.stage());
    return p.done() == 0 || p.done() == p.total()
        ? text
        : text + String.format(Locale.ROOT, ", about %.0f s left", p.secondsLeft());
  }
}
