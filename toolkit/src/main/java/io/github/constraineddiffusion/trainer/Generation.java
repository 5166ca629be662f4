package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.StepRandom;

/**
 * Generates samples to measure constraints on.
 *
 * @param count how many
 * @param clip limit of x̂₀; 0 for none
 */
record Generation(
    Session session,
    NoiseSchedule schedule,
    Shape shape,
    int count,
    SamplingMethod method,
    double clip) {
  private static final int BATCH = 256;

  /** Returns samples of a model, owned by the session: to be closed. */
  NDArray from(Denoiser model, StepRandom random) {
    Sampler sampler =
        Sampler.of(session, model, schedule, shape)
            .method(method)
            .batch(BATCH)
            .seed(random.nextLong());
    return (clip > 0 ? sampler.clip(clip) : sampler).sample(count);
  }
}
