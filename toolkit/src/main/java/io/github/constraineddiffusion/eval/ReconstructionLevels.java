package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.Arrays;

/** Chooses the noise levels of a reconstruction. */
final class ReconstructionLevels {
  // beyond, nothing or all of the image is left, whatever the model
  private static final double FARTHEST = 10;

  private ReconstructionLevels() {}

  /**
   * Returns the timesteps nearest to the middles of {@code count} equal parts of the schedule's
   * log-SNR, from clean to noisy; neighbours where two would be the same.
   */
  static int[] spread(NoiseSchedule schedule, int count) {
    int last = schedule.steps();
    if (count < 1 || count > last) {
      throw new IllegalArgumentException(
          "levels is %d, but the schedule has timesteps 1 to %d: ask for 1 to %d levels, 10 is usual"
              .formatted(count, last, last));
    }
    double high = Math.min(FARTHEST, schedule.logSnr(1));
    double low = Math.max(-FARTHEST, schedule.logSnr(last));
    var timesteps = new int[count];
    for (int j = 0; j < count; j++) {
      int near = nearest(schedule, high + (low - high) * (j + 0.5) / count);
      int after = j == 0 ? 1 : timesteps[j - 1] + 1;
      timesteps[j] = Math.min(last - (count - 1 - j), Math.max(after, near));
    }
    return timesteps;
  }

  private static int nearest(NoiseSchedule schedule, double logSnr) {
    int t = 1;
    while (t < schedule.steps() && schedule.logSnr(t) > logSnr) {
      t++;
    }
    boolean before =
        t > 1 && schedule.logSnr(t - 1) - logSnr < Math.abs(logSnr - schedule.logSnr(t));
    return before ? t - 1 : t;
  }

  /** Checks timesteps and sorts them. */
  static int[] checked(NoiseSchedule schedule, int... timesteps) {
    int[] sorted = Arrays.stream(timesteps).sorted().distinct().toArray();
    if (sorted.length == 0 || sorted.length < timesteps.length) {
      throw new IllegalArgumentException(
          "timesteps are %s, but at least one is needed and each once"
              .formatted(Arrays.toString(timesteps)));
    }
    for (int t : sorted) {
      if (t < 1 || t > schedule.steps()) {
        throw new IllegalArgumentException(
            "level %d lies outside the schedule: give timesteps from 1 to %d"
                .formatted(t, schedule.steps()));
      }
    }
    return sorted;
  }
}
