package io.github.constraineddiffusion.divergence;

import java.util.List;

/**
 * KL estimates with what they taught about the levels.
 *
 * @param estimates in nats, one for each source
 * @param moments for the next measurement
 */
public record KlMeasurement(List<Estimate> estimates, LevelMoments moments) {

  /**
   * Copies the list.
   *
   * @param estimates in nats, one for each source
   * @param moments for the next measurement
   */
  public KlMeasurement {
    estimates = List.copyOf(estimates);
  }
}
