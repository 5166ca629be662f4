package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/**
 * What annealed MCMC drew.
 *
 * @param samples float32 samples, shape (N, sample shape), owned by the session's manager
 * @param levels how the chains went at each level, noisiest first
 * @param trajectory the chains x_t after each level's steps, and {@code samples} as t = 0; empty
 *     unless asked for
 */
public record McmcSamples(
    NDArray samples, List<LevelReport> levels, Optional<Trajectory> trajectory) {

  /**
   * Copies the list.
   *
   * @param samples float32 samples, shape (N, sample shape), owned by the session's manager
   * @param levels how the chains went at each level, noisiest first
   * @param trajectory the chains x_t after each level's steps, and {@code samples} as t = 0; empty
   *     unless asked for
   */
  public McmcSamples {
    levels = List.copyOf(levels);
  }
}
