package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/** A store of its own for each test, and sweeps of small runs that are counted. */
abstract class SweepCase {
  static final int STEPS = 20;

  @TempDir Path store;

  final AtomicInteger batches = new AtomicInteger();

  Sweep sweep() {
    return sweep(
        point -> Templates.tiny(point, new Templates.Watched(batches::incrementAndGet), STEPS));
  }

  Sweep sweep(Function<SweepPoint, DualTrainer> template) {
    return Sweep.over("test", template).store(store).listener(progress -> {});
  }

  /** How many runs were trained since the last call: the objective's data are drawn every step. */
  int trained() {
    return batches.getAndSet(0) / STEPS;
  }
}
