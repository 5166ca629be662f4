package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.OneThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The loop of many runs: each thread takes some of them, in blocks that fit its cache, and keeps
 * the engine's work on itself.
 */
final class TogetherLoop {
  /** Samples that a thread has in work at once: more fall out of a core's cache. */
  private static final int ROWS = 512;

  private static final double SECONDS_BETWEEN_REPORTS = 0.25;

  private final String name;
  private final List<Preparation.Ready> runs;
  private final TrainingListener listener;
  private final int steps;
  private final long startNanos = System.nanoTime();
  private volatile boolean stopped;

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
      parts.add(new FutureTask<>(() -> train(own, reports)));
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
      }
    }
  }

  private List<Run> train(List<Preparation.Ready> own, boolean reports) {
    List<RunBlock> blocks = new ArrayList<>();
    try (OneThread here = OneThread.here();
        GradMode off = GradMode.off()) {
      int size = Math.max(1, ROWS / own.get(0).settings().batch);
      int count = (own.size() + size - 1) / size;
      for (int b = 0; b < count; b++) {
        blocks.add(new RunBlock(own.subList(b * own.size() / count, (b + 1) * own.size() / count)));
      }
      steps(blocks, reports);
      List<Run> done = new ArrayList<>();
      blocks.forEach(block -> done.addAll(block.finish(share())));
      return done;
    } catch (RuntimeException | Error e) {
      stopped = true;
      throw e;
    } finally {
      blocks.forEach(RunBlock::close);
    }
  }

  private void steps(List<RunBlock> blocks, boolean reports) {
    double lastReport = 0;
    report(blocks, reports, false);
    for (int next = 1; next <= steps; next++) {
      if (reports && Thread.interrupted()) {
        stopped = true;
      }
      if (stopped) {
        break;
      }
      for (RunBlock block : blocks) {
        block.step(next, share());
      }
      if (elapsed() - lastReport >= SECONDS_BETWEEN_REPORTS) {
        lastReport = elapsed();
        report(blocks, reports, false);
      }
    }
    report(blocks, reports, true);
  }

  private void report(List<RunBlock> blocks, boolean reports, boolean last) {
    blocks.forEach(block -> block.report(elapsed(), last));
    if (reports) {
      RunLog first = blocks.get(0).firstLog();
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

  /** Returns one run's share of the time. */
  private double share() {
    return elapsed() / runs.size();
  }
}
