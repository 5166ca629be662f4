package io.github.constraineddiffusion.sampler;

import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;

/**
 * A noise level that a sampler visits.
 *
 * @param t the timestep, 0 for the clean end
 * @param alphaBar ᾱ, exactly 1 at the clean end
 */
public record Level(int t, double alphaBar) {

  /** {@return α = √ᾱ, the factor of the clean sample} */
  public double alpha() {
    return Math.sqrt(alphaBar);
  }

  /** {@return σ = √(1−ᾱ), the factor of the noise} */
  public double sigma() {
    return Math.sqrt(1 - alphaBar);
  }

  /** {@return log(α/σ), half the log-SNR; infinite at the clean end} */
  public double halfLogSnr() {
    return Math.log(alphaBar / (1 - alphaBar)) / 2;
  }

  /**
   * Returns the levels of some timesteps with the clean end after them.
   *
   * <p>The last step goes to the clean sample itself, also where the schedule stops short of ᾱ = 1.
   *
   * @param schedule the noise schedule
   * @param timesteps timesteps in 1…T, strictly descending
   * @return one level for each timestep, and (0, 1)
   */
  public static List<Level> of(NoiseSchedule schedule, int[] timesteps) {
    List<Level> levels = new ArrayList<>();
    for (int t : timesteps) {
      levels.add(new Level(t, schedule.alphaBar(t)));
    }
    levels.add(new Level(0, 1));
    return levels;
  }
}
