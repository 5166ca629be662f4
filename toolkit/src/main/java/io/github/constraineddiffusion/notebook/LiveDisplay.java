package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One display of a running training, updated in place twice a second: the first state at once, the
 * last state always. Nothing it does reaches the training: errors end the display, not the run.
 */
final class LiveDisplay implements TrainingListener {
  private static final long NANOS_BETWEEN = 500_000_000L;

  private final Screen screen;
  private final LongSupplier clock;
  private final List<String> alarms = new ArrayList<>();
  private boolean shown;
  private boolean broken;
  private long last;

  LiveDisplay(Screen screen) {
    this(screen, System::nanoTime);
  }

  LiveDisplay(Screen screen, LongSupplier clock) {
    this.screen = screen;
    this.clock = clock;
  }

  @Override
  public void progress(Progress progress) {
    long now = clock.getAsLong();
    if (!shown || now - last >= NANOS_BETWEEN) {
      last = now;
      shown = true;
      show(progress, false);
    }
  }

  @Override
  public void alarm(DualAlarm alarm) {
    alarms.add(alarm.message());
  }

  @Override
  public void finished(Progress progress) {
    show(progress, true);
  }

  /** The kernel's socket must not see the thread's interrupt, which is meant for the training. */
  private void show(Progress progress, boolean finished) {
    if (broken) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      ProgressView view = new ProgressView(progress, alarms, finished);
      screen.show(view.html(), view.text());
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
