package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** The loop: primal step, optimizer, dual update, record, checkpoint; one sub-manager a step. */
final class TrainingLoop {
  private static final long PRIMAL = 1;
  private static final long DUAL = 2;
  private static final int RECORD_EVERY = 10;
  private static final double SECONDS_BETWEEN_REPORTS = 0.25;

  private final TrainerSettings settings;
  private final Network network;
  private final AdamW adam;
  private final DualController dual;
  private final PrimalStep primal;
  private final Denoiser raw;
  private final Denoiser averaged;
  private final RunHistory history;
  private final List<DualAlarm> alarms = new ArrayList<>();
  private final LossWatch lossWatch = new LossWatch();
  private final double[] noMultipliers = new double[0];
  private int step;
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
    this.history = new RunHistory(dual == null ? List.of() : dual.names());
    this.primal =
        new PrimalStep(
            sources,
            network,
            forward,
            settings.prediction,
            settings.weighting,
            settings.primal,
            settings.batch,
            settings.dropLabels);
  }

  /** Puts the loop where a checkpoint left it. */
  void restore(SavedRun saved) {
    Manifest manifest = saved.manifest();
    adam.restore(saved.tensors());
    saved.close();
    manifest.steps().forEach(history::add);
    manifest.steps().forEach(record -> lossWatch.observe(record).ifPresent(alarms::add));
    manifest.duals().forEach(history::add);
    step = manifest.step();
    startedAt = step;
    secondsBefore = manifest.seconds();
    if (dual != null) {
      alarms.addAll(dual.restore(manifest.dual(), manifest.duals()));
    }
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
      while (step < settings.steps && !interrupted) {
        interrupted = Thread.interrupted();
        if (!interrupted) {
          takeStep(failed);
          if (checkpoints.isDue(step)) {
            save(checkpoints, failed);
          }
          if (step < settings.steps) {
            interrupted = look(step % Math.max(1, settings.snapshotEvery) == 0, failed);
          }
          report(false);
        }
      }
      if (step > startedAt && !checkpoints.isDue(step)) {
        save(checkpoints, failed);
      }
      if (!interrupted && look(step > startedAt, failed)) {
        // too late to stop training: for the caller
        Thread.currentThread().interrupt();
      }
      return interrupted;
    } finally {
      settings.listener.finished(progress());
    }
  }

  private void takeStep(Function<Outcome, Run> failed) {
    int next = step + 1;
    try (NDManager scope = settings.session.scope()) {
      double[] lambda = dual == null ? noMultipliers : dual.lambda();
      StepRandom random = settings.session.random(PRIMAL, next);
      double loss = primal.run(scope, random, lambda);
      double rate = settings.learningRate.at(next, settings.steps);
      double norm = adam.step(rate, settings.ema.at(next));
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw fail(failed, notFinite(next, loss, norm, rate));
      }
      step = next;
      if (next % RECORD_EVERY == 0 || next == 1 || next == settings.steps) {
        StepRecord record = new StepRecord(next, loss, rate, norm, seconds());
        history.add(record);
        lossWatch.observe(record).ifPresent(this::tell);
      }
      if (dual != null && dual.isDue(next)) {
        updateDual(scope, failed);
      }
    }
  }

  private void updateDual(NDManager scope, Function<Outcome, Run> failed) {
    DualRecord record;
    try {
      record = measure(scope);
    } catch (NotFiniteException e) {
      throw fail(failed, settings.name + ": step " + step + ": " + e.getMessage());
    }
    history.add(record);
    dual.watch(record).ifPresent(this::tell);
  }

  private void tell(DualAlarm alarm) {
    alarms.add(alarm);
    settings.listener.alarm(alarm);
  }

  /**
   * Sampling answers an interrupt by giving up; a step is whole or not at all, so it is measured
   * again and the interrupt stops the loop after it.
   */
  private DualRecord measure(NDManager scope) {
    boolean interrupted = false;
    while (true) {
      try {
        StepRandom random = settings.session.random(DUAL, step);
        DualRecord record = dual.update(step, scope, random, raw, averaged);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return record;
      } catch (CancellationException again) {
        interrupted = true;
      }
    }
  }

  private String notFinite(int at, double loss, double norm, double rate) {
    return settings.name
        + ": step "
        + at
        + " gave loss "
        + loss
        + " and gradient norm "
        + norm
        + " at learning rate "
        + rate
        + ". The weights are those of step "
        + step
        + (settings.checkpointFolder == null
            ? ""
            : ", checkpoints are in " + settings.checkpointFolder)
        + ". Check the data for values that are not finite, or lower the learning rate";
  }

  private void save(Checkpoints checkpoints, Function<Outcome, Run> failed) {
    try {
      checkpoints.save(step, seconds(), dual == null ? null : dual.state(), history, adam.state());
    } catch (java.io.IOException e) {
      throw fail(
          failed,
          settings.name
              + ": cannot write the checkpoint of step "
              + step
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
      settings.snapshots.look(new Snapshot(made.apply(outcome(copies, seconds, false))));
      return Thread.interrupted();
    } catch (CancellationException interrupted) {
      return true;
    } catch (RuntimeException e) {
      String message = "%s: the look at the snapshot of step %d failed: %s";
      Outcome last = outcome(averages(), seconds, true);
      throw new TrainingFailure(message.formatted(settings.name, step, e), made.apply(last), e);
    } finally {
      lookNanos += System.nanoTime() - begun;
    }
  }

  private TrainingFailure fail(Function<Outcome, Run> failed, String message) {
    return new TrainingFailure(message, failed == null ? null : failed.apply(outcome(true)));
  }

  Outcome outcome(boolean interrupted) {
    return outcome(averages(), seconds(), interrupted);
  }

  /** Hands over the averages and frees the optimizer. */
  private List<NDArray> averages() {
    List<NDArray> average = adam.average();
    average.forEach(a -> a.attach(network.manager()));
    adam.close();
    return average;
  }

  private Outcome outcome(List<NDArray> average, double seconds, boolean interrupted) {
    double[] lambda = dual == null ? noMultipliers : dual.averagedLambda();
    return new Outcome(step, seconds, average, history, lambda, List.copyOf(alarms), interrupted);
  }

  private void report(boolean always) {
    double now = seconds();
    if (always || now - lastReport >= SECONDS_BETWEEN_REPORTS) {
      lastReport = now;
      settings.listener.progress(progress());
    }
  }

  private Progress progress() {
    return new Progress(
        settings.name, step, settings.steps, seconds() - secondsBefore, startedAt, history);
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos - lookNanos) / 1e9;
  }
}
