package io.github.constraineddiffusion.notebook;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A screen that is updated twice a second at most. Nothing it does reaches the training: errors end
 * the display, not the run.
 */
final class SteadyScreen {
  private static final long NANOS_BETWEEN = 500_000_000L;

  private final Screen screen;
  private final LongSupplier clock;
  private boolean shown;
  private boolean broken;
  private long last;

  SteadyScreen(Screen screen, LongSupplier clock) {
    this.screen = screen;
    this.clock = clock;
  }

  /** What is shown. */
  record View(String html, String text) {}

  /** Shows the first state at once, others when it is time. */
  void show(Supplier<View> view) {
    long now = clock.getAsLong();
    if (!shown || now - last >= NANOS_BETWEEN) {
      last = now;
      shown = true;
      showNow(view);
    }
  }

  /** The kernel's socket must not see the thread's interrupt, which is meant for the training. */
  void showNow(Supplier<View> view) {
    if (broken) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      View now = view.get();
      screen.show(now.html(), now.text());
    } catch (RuntimeException | LinkageError e) {
      broken = true;
      System.err.println("The live display stopped, the training goes on: " + e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
