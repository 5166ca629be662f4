package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.sampler.ReverseStep;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;

/** Samples as another method does, and interrupts its thread at a step counted over all calls. */
final class InterruptingMethod implements SamplingMethod {
  private final SamplingMethod method;
  private final int at;
  private int steps;

  InterruptingMethod(SamplingMethod method, int at) {
    this.method = method;
    this.at = at;
  }

  @Override
  public int[] timesteps(NoiseSchedule schedule) {
    return method.timesteps(schedule);
  }

  @Override
  public NDArray next(ReverseStep step) {
    if (++steps == at) {
      Thread.currentThread().interrupt();
    }
    return method.next(step);
  }

  @Override
  public String toString() {
    return method.toString();
  }
}
