package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;

/** What a reconstruction is made with; shape and method may be null: any shape, one step. */
record ReconstructionSettings(
    Session session,
    Denoiser denoiser,
    NoiseSchedule schedule,
    Shape shape,
    int[] timesteps,
    int draws,
    int batch,
    long seed,
    SamplingMethod method) {

  ReconstructionSettings timesteps(int... value) {
    return new ReconstructionSettings(
        session, denoiser, schedule, shape, value, draws, batch, seed, method);
  }

  ReconstructionSettings draws(int value) {
    return new ReconstructionSettings(
        session, denoiser, schedule, shape, timesteps, value, batch, seed, method);
  }

  ReconstructionSettings batch(int value) {
    return new ReconstructionSettings(
        session, denoiser, schedule, shape, timesteps, draws, value, seed, method);
  }

  ReconstructionSettings seed(long value) {
    return new ReconstructionSettings(
        session, denoiser, schedule, shape, timesteps, draws, batch, value, method);
  }

  ReconstructionSettings method(SamplingMethod value) {
    return new ReconstructionSettings(
        session, denoiser, schedule, shape, timesteps, draws, batch, seed, value);
  }

  /** Returns how x̂₀ is made, and with which noise. */
  String how() {
    String way = method == null ? "one step" : "through " + method;
    return way + ", " + draws + " draws, seed " + session.seed() + "/" + seed;
  }
}
