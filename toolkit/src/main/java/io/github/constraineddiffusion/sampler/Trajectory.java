package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Samples on their way from noise to data.
 *
 * @param timesteps the timesteps visited, noisiest first, 0 at the end
 * @param levels the samples at each of them, shape (N, sample shape)
 */
public record Trajectory(List<Integer> timesteps, List<NDArray> levels) {

  /**
   * Copies the lists.
   *
   * @param timesteps the timesteps visited, noisiest first, 0 at the end
   * @param levels the samples at each of them, shape (N, sample shape)
   */
  public Trajectory {
    timesteps = List.copyOf(timesteps);
    levels = List.copyOf(levels);
  }

  /** {@return the finished samples} */
  public NDArray samples() {
    return levels.get(levels.size() - 1);
  }
}
