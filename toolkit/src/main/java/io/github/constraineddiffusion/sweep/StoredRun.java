package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonObject;
import io.github.constraineddiffusion.dual.DualAlarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file {@code run.json} of a store.
 *
 * @param format version of this layout
 * @param fingerprint of what was asked for: the name of the folder
 * @param toolkit version that trained it
 * @param sweep name of the sweep
 * @param point settings by name
 * @param seed seed of the run
 * @param state how it ended
 * @param message why it failed; empty otherwise
 * @param finished when, in milliseconds since 1970
 * @param seconds in the training loop
 * @param steps done
 * @param stepMillis mean time of a step
 * @param constraints how they stood at the end
 * @param alarms of the multipliers
 * @param metricNames what the sweep measured
 * @param metrics the numbers, by column
 * @param settings all that decides the run's numbers
 * @param digests SHA-256 of the other files by name
 */
record StoredRun(
    int format,
    String fingerprint,
    String toolkit,
    String sweep,
    JsonObject point,
    long seed,
    RunState state,
    String message,
    long finished,
    double seconds,
    int steps,
    double stepMillis,
    List<Constraint> constraints,
    List<DualAlarm> alarms,
    List<String> metricNames,
    Map<String, Double> metrics,
    JsonObject settings,
    Map<String, String> digests) {

  static final int FORMAT = 1;

  /**
   * One constraint at the end of training.
   *
   * @param name its name
   * @param lambda multiplier, averaged where the schedule averages
   * @param value last measured; NaN where it never was
   * @param error standard error of the value
   * @param threshold in the same unit
   * @param slack threshold − value
   * @param relaxation by how much the threshold gave way at λ; null in runs of earlier versions
   */
  record Constraint(
      String name,
      double lambda,
      double value,
      double error,
      double threshold,
      double slack,
      Double relaxation) {}

  /** The same run with the digests of its files. */
  StoredRun holding(Map<String, String> files) {
    return new StoredRun(
        format,
        fingerprint,
        toolkit,
        sweep,
        point,
        seed,
        state,
        message,
        finished,
        seconds,
        steps,
        stepMillis,
        constraints,
        alarms,
        metricNames,
        metrics,
        settings,
        files);
  }

  /** What a file is called here: a run that has replaced another has {@code history-2.json}. */
  Optional<String> file(String name) {
    return digests.keySet().stream()
        .filter(each -> each.replaceFirst("-\\d+\\.", ".").equals(name))
        .findFirst();
  }

  /** Whether every field is there: what was cut short or written by hand may lack some. */
  boolean isWhole() {
    return format == FORMAT
        && fingerprint != null
        && toolkit != null
        && sweep != null
        && point != null
        && state != null
        && message != null
        && constraints != null
        && alarms != null
        && metricNames != null
        && metrics != null
        && settings != null
        && digests != null;
  }
}
