package io.github.constraineddiffusion.eval;

import java.io.PrintStream;

/** Told what happens during an evaluation, on the thread that evaluates. */
@FunctionalInterface
public interface EvaluationListener {

  /**
   * Called after every batch of images, the first of which gives the estimate of the time, and
   * after every distance.
   *
   * @param progress where the evaluation is
   */
  void progress(EvaluationProgress progress);

  /** {@return a listener that says nothing} */
  static EvaluationListener none() {
    return progress -> {};
  }

  /**
   * Prints the estimate of the time, then a line every ten seconds.
   *
   * @param out where to print
   * @return the listener
   */
  static EvaluationListener printing(PrintStream out) {
    return new PrintedProgress(out);
  }
}
