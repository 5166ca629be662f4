package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.schedule.NoiseSchedule;

/** A way back from noise to samples: which levels to visit and how to step. Immutable. */
public interface SamplingMethod {

  /**
   * Returns the timesteps to visit.
   *
   * @param schedule the noise schedule of the denoiser
   * @return timesteps in 1…T, strictly descending; the clean end is added to them
   */
  int[] timesteps(NoiseSchedule schedule);

  /**
   * Makes one step.
   *
   * <p>Differentiable: numbers meet arrays through {@code tensor.Operators} only.
   *
   * @param step what is known at the level left
   * @return a new array, the samples at the level reached, owned by the manager of {@code step.x()}
   */
  NDArray next(ReverseStep step);
}
