package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.OneThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/**
 * The loop of many runs: each thread has some of them and keeps the engine's work on itself. It
 * takes some steps of one run before it goes to the next, as the weights and moments of all do not
 * fit its cache.
 */
final class TogetherLoop {
  /** Steps that a run takes in turn. */
  private static final int TURN = 20;

  private static final double SECONDS_BETWEEN_REPORTS = 0.25;

  private final String name;
  private final List<Preparation.Ready> runs;
  private final TrainingListener listener;
  private final int steps;
  private final long startNanos = System.nanoTime();
  private volatile boolean stopped;
  private boolean askedWhileWaiting;

  /**
   * Prepares the loop.
   *
   * @param listener is told of one run for all, on the calling thread
   */
  TogetherLoop(String name, List<Preparation.Ready> runs, TrainingListener listener) {
    this.name = name;
    this.runs = runs;
    this.listener = listener;
    this.steps = runs.get(0).settings().steps;
  }

  /** Trains; the calling thread takes its part. */
  List<Run> run() {
    int threads = Math.min(runs.size(), runs.get(0).settings().session.threads());
    List<FutureTask<List<Run>>> parts = new ArrayList<>();
    for (int k = 0; k < threads; k++) {
      List<Preparation.Ready> own =
          runs.subList(k * runs.size() / threads, (k + 1) * runs.size() / threads);
      boolean reports = k == 0;
      parts.add(new FutureTask<>(() -> train(own, threads, reports)));
    }
    for (int k = 1; k < threads; k++) {
      Thread thread = new Thread(parts.get(k), name + " " + k);
      thread.setDaemon(true);
      thread.start();
    }
    parts.get(0).run();
    return collected(parts);
  }

  /** Waits for all, however they end: none may go on when this returns. */
  private List<Run> collected(List<FutureTask<List<Run>>> parts) {
    List<Run> done = new ArrayList<>();
    RuntimeException failure = null;
    for (FutureTask<List<Run>> part : parts) {
      try {
        done.addAll(awaited(part));
      } catch (ExecutionException e) {
        RuntimeException cause =
            e.getCause() instanceof RuntimeException known
                ? known
                : new IllegalStateException("training together failed: " + e.getCause(), e);
        failure = failure == null ? cause : failure;
      }
    }
    if (askedWhileWaiting && done.stream().noneMatch(Run::interrupted)) {
      // too late to stop training: for the caller
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(done);
  }

  private List<Run> awaited(FutureTask<List<Run>> part) throws ExecutionException {
    while (true) {
      try {
        return part.get();
      } catch (InterruptedException e) {
        stopped = true;
        askedWhileWaiting = true;
      }
    }
  }

  private List<Run> train(List<Preparation.Ready> own, int threads, boolean reports) {
    BooleanSupplier asked = () -> stopped(reports);
    try (OneThread here = OneThread.here();
        GradMode off = GradMode.off();
        RunBlock block = new RunBlock(own, threads, asked)) {
      steps(block, own.size(), reports);
      return block.finish();
    } catch (RuntimeException | Error e) {
      stopped = true;
      throw e;
    }
  }

  private boolean stopped(boolean reports) {
    if (reports && Thread.interrupted()) {
      stopped = true;
    }
    return stopped;
  }

  private void steps(RunBlock block, int count, boolean reports) {
    double lastReport = 0;
    report(block, reports, false);
    for (int to = Math.min(TURN, steps); !stopped; to = Math.min(to + TURN, steps)) {
      for (int r = 0; r < count; r++) {
        block.steps(r, to);
        if (elapsed() - lastReport >= SECONDS_BETWEEN_REPORTS) {
          lastReport = elapsed();
          report(block, reports, false);
        }
      }
      if (to == steps) {
        break;
      }
    }
    report(block, reports, true);
  }

  private void report(RunBlock block, boolean reports, boolean last) {
    block.report(elapsed(), last);
    if (reports) {
      RunLog first = block.firstLog();
      Progress progress = new Progress(name, first.step(), steps, elapsed(), 0, first.history());
      if (last) {
        listener.finished(progress);
      } else {
        listener.progress(progress);
      }
    }
  }

  private double elapsed() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
