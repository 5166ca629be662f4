package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.dual.DualAlarm;
import java.util.ArrayList;
import java.util.List;

/** How far a run has come: its steps, dual updates and alarms. */
final class RunLog {
  private static final int RECORD_EVERY = 10;

  private final TrainerSettings settings;
  private final DualController dual;
  private final RunHistory history;
  private final List<DualAlarm> alarms = new ArrayList<>();
  private final LossWatch lossWatch = new LossWatch();
  private int step;

  /**
   * Starts before the first step.
   *
   * @param dual null for an unconstrained run
   */
  RunLog(TrainerSettings settings, DualController dual) {
    this.settings = settings;
    this.dual = dual;
    this.history = new RunHistory(dual == null ? List.of() : dual.names());
  }

  /** Puts the run where a checkpoint left it. */
  void restore(Manifest manifest) {
    manifest.steps().forEach(history::add);
    manifest.steps().forEach(record -> lossWatch.observe(record).ifPresent(alarms::add));
    manifest.duals().forEach(history::add);
    step = manifest.step();
    if (dual != null) {
      alarms.addAll(dual.restore(manifest.dual(), manifest.duals()));
    }
  }

  /** {@return the steps done} */
  int step() {
    return step;
  }

  RunHistory history() {
    return history;
  }

  /** {@return the multipliers that weigh the next step; none for an unconstrained run} */
  double[] lambda() {
    return dual == null ? new double[0] : dual.lambda();
  }

  double learningRate(int next) {
    return settings.learningRate.at(next, settings.steps);
  }

  /** Notes a step. */
  void took(int next, double loss, double norm, double seconds) {
    step = next;
    if (next % RECORD_EVERY == 0 || next == 1 || next == settings.steps) {
      StepRecord record = new StepRecord(next, loss, learningRate(next), norm, seconds);
      history.add(record);
      lossWatch.observe(record).ifPresent(this::tell);
    }
  }

  /** {@return whether the multipliers move after the last step} */
  boolean dualIsDue() {
    return dualIsDue(step);
  }

  /** {@return whether the multipliers move after a step} */
  boolean dualIsDue(int after) {
    return dual != null && dual.isDue(after);
  }

  /** Notes a dual update, and tells of what the monitor makes of it. */
  void updated(DualRecord record) {
    history.add(record);
    dual.watch(record).ifPresent(this::tell);
  }

  private void tell(DualAlarm alarm) {
    alarms.add(alarm);
    settings.listener.alarm(alarm);
  }

  String notFinite(int at, double loss, double norm) {
    return settings.name
        + ": step "
        + at
        + " gave loss "
        + loss
        + " and gradient norm "
        + norm
        + " at learning rate "
        + learningRate(at)
        + ". The weights are those of step "
        + step
        + (settings.checkpointFolder == null
            ? ""
            : ", checkpoints are in " + settings.checkpointFolder)
        + ". Check the data for values that are not finite, or lower the learning rate";
  }

  String notFinite(NotFiniteException constraint) {
    return settings.name + ": step " + step + ": " + constraint.getMessage();
  }

  /**
   * Sums up.
   *
   * @param failure what stopped training; null for nothing
   */
  Outcome outcome(List<NDArray> average, double seconds, boolean interrupted, String failure) {
    double[] lambda = dual == null ? new double[0] : dual.averagedLambda();
    return new Outcome(
        step, seconds, average, history, lambda, List.copyOf(alarms), interrupted, failure);
  }

  Progress progress(double elapsed, int startedAt) {
    return new Progress(settings.name, step, settings.steps, elapsed, startedAt, history);
  }
}
