package io.github.constraineddiffusion.denoiser;

import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import java.util.Objects;

/**
 * What weights were trained for: with another they stand for other noise, or another quantity.
 *
 * @param schedule the noise schedule of the timesteps
 * @param prediction what the output stands for
 */
public record MadeFor(NoiseSchedule schedule, PredictionType prediction) {
  /**
   * Checks that both are there.
   *
   * @param schedule the noise schedule of the timesteps
   * @param prediction what the output stands for
   */
  public MadeFor {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(prediction, "prediction");
  }
}
