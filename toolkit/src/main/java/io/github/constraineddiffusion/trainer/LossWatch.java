package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.dual.DualAlarm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Notices primal steps that explode: once, when the loss, a mean of up to ten records, is ten times
 * what the first step had or, if that is less, ten times its lowest mean of ten so far, and above
 * what the first step had; or when the latest three records are, in the mean, five times what the
 * first step had, which a healthy loss only falls from.
 *
 * <p>A record is made every ten steps. Losses that are not finite are an error before this watch
 * sees them. Fed with the records of a checkpoint, it goes on where it was.
 */
final class LossWatch {
  private static final int WINDOW = 10;
  private static final double RISE = 10;
  private static final int SOON = 3;
  private static final double ABOVE_START = 5;

  private final Deque<Double> latest = new ArrayDeque<>();
  private double first = Double.NaN;
  private double lowest;
  private int lowestAt;
  private boolean told;

  /** Takes in a recorded step. */
  Optional<DualAlarm> observe(StepRecord record) {
    latest.addLast(record.loss());
    if (latest.size() > WINDOW) {
      latest.removeFirst();
    }
    double smoothed = latest.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    if (Double.isNaN(first)) {
      first = smoothed;
      lowest = smoothed;
      lowestAt = record.step();
    }
    if (latest.size() == WINDOW && smoothed < lowest) {
      lowest = smoothed;
      lowestAt = record.step();
    }
    double soon = latestMean();
    boolean risen = smoothed > RISE * lowest && smoothed > first;
    boolean blown = latest.size() > SOON && soon > ABOVE_START * first;
    if (told || !risen && !blown) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(
        new DualAlarm(
            DualAlarm.Kind.UNSTABLE,
            record.step(),
            List.of(),
            message(record, Math.max(smoothed, soon))));
  }

  private double latestMean() {
    return latest.stream()
        .skip(Math.max(0, latest.size() - SOON))
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  private String message(StepRecord record, double smoothed) {
    return String.format(
        Locale.ROOT,
        "the loss has risen from %.3g about step %d to %.3g, the gradient's norm is %.3g: training"
            + " is unstable. Lower the learning rate, now %.2g, warm it up, or clip the gradient"
            + " harder.",
        lowest,
        lowestAt,
        smoothed,
        record.gradientNorm(),
        record.learningRate());
  }
}
