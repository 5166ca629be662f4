package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.ReverseProcess;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.random.RandomGenerator;

/** Fresh samples by a score, at every call. */
record SurrogateSource(
    Denoiser denoiser,
    NoiseSchedule schedule,
    SamplingMethod method,
    double clip,
    Shape sampleShape)
    implements SampleSource {

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    ReverseProcess process = ReverseProcess.of(denoiser, schedule, method);
    try (NDArray noise = manager.randomNormal(new Shape(count).addAll(sampleShape))) {
      return (clip > 0 ? process.clip(clip) : process).run(noise);
    }
  }

  @Override
  public String fingerprint() {
    return "surrogate";
  }
}
