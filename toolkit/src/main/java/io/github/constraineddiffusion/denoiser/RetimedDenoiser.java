package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.schedule.NoiseSchedule;

/**
 * A denoiser that was made for one schedule, asked by the timesteps of another: exact, since x_t =
 * √ᾱ·x₀ + √(1−ᾱ)·ε depends on the timestep through ᾱ only.
 */
public final class RetimedDenoiser implements Denoiser {
  private static final double ROUNDING = 1e-6;

  private final Denoiser denoiser;
  private final LevelTable timesteps;

  private RetimedDenoiser(Denoiser denoiser, LevelTable timesteps) {
    this.denoiser = denoiser;
    this.timesteps = timesteps;
  }

  /**
   * Returns the denoiser on another schedule.
   *
   * @param owner owner of its table
   * @param denoiser the denoiser
   * @param own the schedule it was made for
   * @param other the schedule it will be asked on, whose levels must all be levels of its own
   * @return the denoiser itself where both schedules are equal
   * @throws IllegalArgumentException if a level of the other schedule is none of its own
   */
  public static Denoiser of(
      NDManager owner, Denoiser denoiser, NoiseSchedule own, NoiseSchedule other) {
    if (own.equals(other)) {
      return denoiser;
    }
    int[] matching = new int[other.steps() + 1];
    for (int t = 1; t <= other.steps(); t++) {
      matching[t] = nearest(own, other.logSnr(t));
      if (!same(own.logSnr(matching[t]), other.logSnr(t))) {
        throw new IllegalArgumentException(
            "timestep %d of %s has log-SNR %.4f, which is no level of %s: train both on one schedule"
                .formatted(t, other, other.logSnr(t), own));
      }
    }
    return new RetimedDenoiser(denoiser, LevelTable.of(owner, other, t -> matching[t]));
  }

  /**
   * Says whether every level of a schedule is a level of another.
   *
   * @param own the schedule with the levels to choose from
   * @param other the schedule whose levels are looked for
   * @return whether {@link #of} would succeed
   */
  public static boolean possible(NoiseSchedule own, NoiseSchedule other) {
    for (int t = 1; t <= other.steps(); t++) {
      if (!same(own.logSnr(nearest(own, other.logSnr(t))), other.logSnr(t))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(double logSnr, double expected) {
    return Math.abs(logSnr - expected) <= ROUNDING * Math.max(1, Math.abs(expected));
  }

  // log-SNR falls strictly with t
  private static int nearest(NoiseSchedule own, double logSnr) {
    int low = 1;
    int high = own.steps();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (own.logSnr(middle) >= logSnr) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.abs(own.logSnr(low) - logSnr) <= Math.abs(own.logSnr(high) - logSnr) ? low : high;
  }

  @Override
  public NDArray noise(NDArray x, NDArray t) {
    return denoiser.noise(x, timesteps.at(x, t));
  }
}
