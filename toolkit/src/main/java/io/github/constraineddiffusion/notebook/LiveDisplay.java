package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One display of a running training, updated in place twice a second: the first state at once, the
 * last state always.
 */
final class LiveDisplay implements TrainingListener {
  private final SteadyScreen screen;
  private final List<String> alarms = new ArrayList<>();

  LiveDisplay(Screen screen) {
    this(screen, System::nanoTime);
  }

  LiveDisplay(Screen screen, LongSupplier clock) {
    this.screen = new SteadyScreen(screen, clock);
  }

  @Override
  public void progress(Progress progress) {
    screen.show(() -> view(progress, false));
  }

  @Override
  public void alarm(DualAlarm alarm) {
    alarms.add(alarm.message());
  }

  @Override
  public void finished(Progress progress) {
    screen.showNow(() -> view(progress, true));
  }

  private SteadyScreen.View view(Progress progress, boolean finished) {
    ProgressView view = new ProgressView(progress, alarms, finished);
    return new SteadyScreen.View(view.html(), view.text());
  }
}
