package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.sampler.ReverseStep;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The end of a sampling method: from a level through those levels of the method that are below;
 * with no method (null) at once to x̂₀.
 */
record FromLevel(SamplingMethod method, int level) implements SamplingMethod {
  @Override
  public int[] timesteps(NoiseSchedule schedule) {
    if (method == null) {
      return new int[] {level};
    }
    IntStream below = Arrays.stream(method.timesteps(schedule)).filter(t -> t < level);
    return IntStream.concat(IntStream.of(level), below).toArray();
  }

  @Override
  public NDArray next(ReverseStep step) {
    return method == null ? step.clean().duplicate() : method.next(step);
  }
}
