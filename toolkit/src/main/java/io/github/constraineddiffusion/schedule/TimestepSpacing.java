package io.github.constraineddiffusion.schedule;

import java.util.stream.IntStream;

/** Which timesteps a sampler visits (arXiv 2305.08891, table 2; diffusers has the first three). */
public enum TimestepSpacing {
  /** 1, 1 + k, 1 + 2k, … with k = ⌊T/n⌋: ends at the cleanest level, starts below T. */
  LEADING {
    @Override
    int at(NoiseSchedule s, int n, int i) {
      return 1 + (n - 1 - i) * (s.steps() / n);
    }
  },
  /** T, T − T/n, …: starts at the noisiest level. */
  TRAILING {
    @Override
    int at(NoiseSchedule s, int n, int i) {
      return (int) Math.rint(s.steps() - i * ((double) s.steps() / n));
    }
  },
  /** From T to 1 in equal steps, both ends included; what the samplers take unless told. */
  LINSPACE {
    @Override
    int at(NoiseSchedule s, int n, int i) {
      return n == 1 ? 1 : 1 + (int) Math.rint((n - 1 - i) * ((s.steps() - 1.0) / (n - 1)));
    }
  },
  /** T, then the levels nearest to equal steps in log-SNR down to t = 1; not in diffusers. */
  UNIFORM_LOG_SNR {
    @Override
    int at(NoiseSchedule s, int n, int i) {
      if (i == 0) {
        return s.steps();
      }
      double level = s.logSnr(s.steps()) + (s.logSnr(1) - s.logSnr(s.steps())) * i / (n - 1);
      int t = s.steps();
      while (t > 1 && Math.abs(s.logSnr(t - 1) - level) <= Math.abs(s.logSnr(t) - level)) {
        t--;
      }
      return t;
    }
  };

  /**
   * Returns the timesteps to visit, noisiest first; the sampler then goes on to t = 0.
   *
   * @param schedule the schedule of the network
   * @param n how many, in 1…T; LEADING and LINSPACE need 2 where T is above 1
   * @return n timesteps in 1…T, strictly descending
   */
  public int[] timesteps(NoiseSchedule schedule, int n) {
    int total = schedule.steps();
    if (n < 1 || n > total) {
      throw new IllegalArgumentException(
          "sampling steps is " + n + ", but the schedule has 1 to " + total + " timesteps");
    }
    if (n == 1 && total > 1 && (this == LEADING || this == LINSPACE)) {
      throw new IllegalArgumentException(
          "sampling steps is 1, but "
              + this
              + " would then start at t = 1, where hardly any noise is: use TRAILING");
    }
    int[] timesteps = IntStream.range(0, n).map(i -> at(schedule, n, i)).toArray();
    // Levels that fall on the same timestep are moved apart; where none do, this changes nothing.
    for (int i = 1; i < n; i++) {
      timesteps[i] = Math.max(Math.min(timesteps[i], timesteps[i - 1] - 1), n - i);
    }
    return timesteps;
  }

  abstract int at(NoiseSchedule s, int n, int i);
}
