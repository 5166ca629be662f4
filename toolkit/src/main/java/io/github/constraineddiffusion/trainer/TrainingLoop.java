package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** The loop: primal step, optimizer, dual update, record, checkpoint; one sub-manager a step. */
final class TrainingLoop {
  /** Places of random numbers in a run. */
  static final long PRIMAL = 1;

  static final long DUAL = 2;

  private static final double SECONDS_BETWEEN_REPORTS = 0.25;

  private final TrainerSettings settings;
  private final Network network;
  private final AdamW adam;
  private final DualController dual;
  private final PrimalStep primal;
  private final Denoiser raw;
  private final Denoiser averaged;
  private final RunLog log;
  private int startedAt;
  private double secondsBefore;
  private long startNanos;
  private long lookNanos;
  private double lastReport = Double.NEGATIVE_INFINITY;

  /**
   * Prepares a loop.
   *
   * @param dual null for an unconstrained run
   */
  TrainingLoop(
      TrainerSettings settings,
      Sources sources,
      ForwardProcess forward,
      Network network,
      AdamW adam,
      DualController dual) {
    this.settings = settings;
    this.network = network;
    this.adam = adam;
    this.dual = dual;
    this.raw = network.denoiser();
    this.averaged = network.denoiser(adam.average());
    this.log = new RunLog(settings, dual);
    this.primal =
        new PrimalStep(
            sources,
            network,
            new Noising(forward, settings.prediction, settings.weighting),
            settings.primal,
            settings.batch,
            settings.dropLabels);
  }

  /** Puts the loop where a checkpoint left it. */
  void restore(SavedRun saved) {
    Manifest manifest = saved.manifest();
    adam.restore(saved.tensors());
    saved.close();
    log.restore(manifest);
    startedAt = log.step();
    secondsBefore = manifest.seconds();
  }

  /**
   * Runs to the last step, or until the thread is interrupted.
   *
   * @param failed makes the run that a failure carries; null where nobody wants it
   * @return whether it was interrupted
   */
  boolean run(Checkpoints checkpoints, Function<Outcome, Run> failed) {
    startNanos = System.nanoTime();
    report(true);
    boolean interrupted = false;
    try {
      while (log.step() < settings.steps && !interrupted) {
        interrupted = Thread.interrupted();
        if (!interrupted) {
          takeStep(failed);
          if (checkpoints.isDue(log.step())) {
            save(checkpoints, failed);
          }
          if (log.step() < settings.steps) {
            interrupted = look(log.step() % Math.max(1, settings.snapshotEvery) == 0, failed);
          }
          report(false);
        }
      }
      if (log.step() > startedAt && !checkpoints.isDue(log.step())) {
        save(checkpoints, failed);
      }
      if (!interrupted && look(log.step() > startedAt, failed)) {
        // too late to stop training: for the caller
        Thread.currentThread().interrupt();
      }
      return interrupted;
    } finally {
      settings.listener.finished(progress());
    }
  }

  private void takeStep(Function<Outcome, Run> failed) {
    int next = log.step() + 1;
    try (NDManager scope = settings.session.scope()) {
      StepRandom random = settings.session.random(PRIMAL, next);
      double loss = primal.run(scope, random, log.lambda());
      double norm = adam.step(log.learningRate(next), settings.ema.at(next));
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw fail(failed, log.notFinite(next, loss, norm));
      }
      log.took(next, loss, norm, seconds());
      if (log.dualIsDue()) {
        updateDual(scope, failed);
      }
    }
  }

  private void updateDual(NDManager scope, Function<Outcome, Run> failed) {
    DualRecord record;
    try {
      record = measure(scope);
    } catch (NotFiniteException e) {
      throw fail(failed, log.notFinite(e));
    }
    log.updated(record);
  }

  /**
   * Sampling answers an interrupt by giving up; a step is whole or not at all, so it is measured
   * again and the interrupt stops the loop after it.
   */
  private DualRecord measure(NDManager scope) {
    boolean interrupted = false;
    while (true) {
      try {
        StepRandom random = settings.session.random(DUAL, log.step());
        DualRecord record = dual.update(log.step(), scope, random, raw, averaged);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return record;
      } catch (CancellationException again) {
        interrupted = true;
      }
    }
  }

  private void save(Checkpoints checkpoints, Function<Outcome, Run> failed) {
    try {
      checkpoints.save(
          log.step(), seconds(), dual == null ? null : dual.state(), log.history(), adam.state());
    } catch (java.io.IOException e) {
      throw fail(
          failed,
          settings.name
              + ": cannot write the checkpoint of step "
              + log.step()
              + " into "
              + settings.checkpointFolder
              + ": "
              + e
              + ". Older checkpoints there are whole; free space or restore the right to write,"
              + " then resume()");
    }
  }

  /**
   * Shows the model, on time that is not training's. Every step seeds the engine's generator anew,
   * so that it does not matter how the look leaves it.
   *
   * @return whether it was interrupted
   */
  private boolean look(boolean due, Function<Outcome, Run> made) {
    if (settings.snapshots == null || !due) {
      return false;
    }
    double seconds = seconds();
    long begun = System.nanoTime();
    try (NDManager scope = settings.session.scope();
        GradMode off = GradMode.off()) {
      List<NDArray> copies = adam.average().stream().map(NDArray::duplicate).toList();
      copies.forEach(copy -> copy.attach(scope));
      settings.snapshots.look(new Snapshot(made.apply(log.outcome(copies, seconds, false, null))));
      return Thread.interrupted();
    } catch (CancellationException interrupted) {
      return true;
    } catch (RuntimeException e) {
      String message = "%s: the look at the snapshot of step %d failed: %s";
      String told = message.formatted(settings.name, log.step(), e);
      Outcome last = log.outcome(averages(), seconds, true, told);
      throw new TrainingFailure(told, made.apply(last), e);
    } finally {
      lookNanos += System.nanoTime() - begun;
    }
  }

  private TrainingFailure fail(Function<Outcome, Run> failed, String message) {
    Outcome last = log.outcome(averages(), seconds(), true, message);
    return new TrainingFailure(message, failed == null ? null : failed.apply(last));
  }

  Outcome outcome(boolean interrupted) {
    return log.outcome(averages(), seconds(), interrupted, null);
  }

  /** Hands over the averages and frees the optimizer. */
  private List<NDArray> averages() {
    List<NDArray> average = adam.average();
    average.forEach(a -> a.attach(network.manager()));
    adam.close();
    return average;
  }

  private void report(boolean always) {
    double now = seconds();
    if (always || now - lastReport >= SECONDS_BETWEEN_REPORTS) {
      lastReport = now;
      settings.listener.progress(progress());
    }
  }

  private Progress progress() {
    return log.progress(seconds() - secondsBefore, startedAt);
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos - lookNanos) / 1e9;
  }
}
