package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.dual.DualAscent;
import io.github.constraineddiffusion.dual.DualMonitor;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.DualState;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures the constraints and moves the multipliers: λ ← [λ + η(KL(qⁱ‖p_θ) − bᵢ)]₊ or another
 * update rule, every few steps.
 */
final class DualController {
  private static final String MEASUREMENT = "measurement";

  private final Meter meter;
  private final DualAscent ascent;
  private final DualMonitor monitor;
  private final int samples;
  private final List<String> names;
  private final boolean worst;
  private DualState state;
  private double[] watched;
  private double[] watchedWeights;

  /**
   * Prepares the multipliers of a run.
   *
   * @param worst whether the bound is u, common to all constraints and found on the way
   */
  DualController(
      List<String> names, DualSchedule schedule, Meter meter, int totalSteps, boolean worst) {
    this.worst = worst;
    this.meter = meter;
    this.names = names;
    this.samples = schedule.samples();
    this.ascent = DualAscent.of(schedule, names.size(), totalSteps);
    this.monitor =
        schedule.formulation().givesWay() || meter.tilts()
            ? DualMonitor.bounded(names)
            : DualMonitor.of(names);
    this.state = ascent.start();
    this.watched = state.lambda();
    this.watchedWeights = mixing(lambda());
  }

  List<String> names() {
    return names;
  }

  DualState state() {
    return state;
  }

  /** Returns what the constraints weigh in the next primal step. */
  double[] lambda() {
    return ascent.weights(state);
  }

  /** Returns the multipliers averaged as the schedule says. */
  double[] averagedLambda() {
    return ascent.averaged(state);
  }

  boolean isDue(int step) {
    return ascent.due(step);
  }

  /**
   * Measures and moves the multipliers.
   *
   * <p>While λ is on its way the raw weights are measured, which follow λ at once. Once λ is being
   * averaged the averaged weights are: the misfit that raw weights have from noisy gradients would
   * otherwise be held against the constraints, and λ would settle too high.
   */
  DualRecord update(int step, NDManager scope, StepRandom random, Denoiser raw, Denoiser averaged) {
    return update(step, draw(scope, random), raw, averaged);
  }

  /** Draws the random numbers of the next measurement. */
  Meter.Drawn draw(NDManager scope, StepRandom random) {
    return meter.draw(scope, random, samples, memory());
  }

  /** Measures on what {@link #draw} has drawn, and moves the multipliers. */
  DualRecord update(int step, Meter.Drawn drawn, Denoiser raw, Denoiser averaged) {
    boolean onAverage = meter.alwaysOnAverage() || ascent.averaging(step);
    Meter.Reading reading = drawn.measure(onAverage ? averaged : raw);
    List<Estimate> estimates = reading.estimates();
    int m = estimates.size();
    double[] measured = new double[m];
    double[] error = new double[m];
    double[] violation = new double[m];
    for (int i = 0; i < m; i++) {
      measured[i] = estimates.get(i).value();
      error[i] = estimates.get(i).standardError();
    }
    double[] own = meter.thresholds();
    boolean[] atLeast = new boolean[m];
    for (int i = 0; i < m; i++) {
      atLeast[i] = meter.atLeast(i);
      violation[i] = atLeast[i] ? own[i] - measured[i] : measured[i] - own[i];
      if (!Double.isFinite(violation[i])) {
        throw new NotFiniteException(names.get(i), measured[i]);
      }
    }
    // before λ moves: u is that of the weights measured at. It does not move λ on the simplex
    double[] thresholds =
        worst
            ? DualRecord.worstBounds(state.lambda(), own, violation)
            : relaxed(own, ascent.relaxations(state), atLeast);
    state = ascent.next(state, step, violation, error).remember(MEASUREMENT, reading.memory());
    return new DualRecord(
        step, state.lambda(), averagedLambda(), measured, error, thresholds, lambda(), atLeast);
  }

  private static double[] relaxed(double[] own, double[] by, boolean[] atLeast) {
    return IntStream.range(0, own.length)
        .mapToDouble(i -> atLeast[i] ? own[i] - by[i] : own[i] + by[i])
        .toArray();
  }

  private double[] memory() {
    return state.memory().containsKey(MEASUREMENT) ? state.recall(MEASUREMENT) : new double[0];
  }

  /** Tells the monitor of an update. */
  Optional<DualAlarm> watch(DualRecord record) {
    if (worst) {
      // on the simplex λ cannot diverge, and any thresholds can be met
      return Optional.empty();
    }
    double[] violation = record.slack();
    double[] error = record.standardError().clone();
    for (int i = 0; i < violation.length; i++) {
      violation[i] = -violation[i] / meter.oneNat(i);
      // the monitor takes readings for independent ones
      error[i] *= Math.sqrt(meter.overlap()) / meter.oneNat(i);
    }
    double[] before = watched;
    double[] trainedWith = watchedWeights;
    watched = record.lambda();
    watchedWeights = mixing(record.weights());
    return monitor.observe(record.step(), before, trainedWith, violation, error);
  }

  /** Keeps the weights that are parts of a mixture with the data. */
  private double[] mixing(double[] weights) {
    return IntStream.range(0, weights.length)
        .mapToDouble(i -> meter.mixes(i) ? weights[i] : 0)
        .toArray();
  }

  /** Brings the controller to where a checkpoint left it, and returns the alarms of the past. */
  List<DualAlarm> restore(DualState saved, List<DualRecord> past) {
    state = saved;
    List<DualAlarm> alarms = new ArrayList<>();
    past.forEach(record -> watch(record).ifPresent(alarms::add));
    return alarms;
  }
}
