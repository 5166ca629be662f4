package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/** Looks on while samples are made. */
@FunctionalInterface
public interface SamplingListener {

  /**
   * Called with the noise that sampling starts from and after every step.
   *
   * @param t the timestep reached, 0 for the finished samples
   * @param x the samples there, shape (N, sample shape), valid during the call only: keep a {@code
   *     duplicate()}
   */
  void reached(int t, NDArray x);
}
