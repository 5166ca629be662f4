package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;

/** Measures D_KL(q‖p_θ), which training minimises. */
final class Objective {
  private Objective() {}

  /**
   * Measures once, with a pilot of its own.
   *
   * @param data q, whose optimal denoiser must be known in closed form
   * @param samples at least 10
   */
  static Estimate measure(
      TrainerSettings settings,
      ForwardProcess forward,
      StepRandom random,
      SampleSource data,
      Denoiser model,
      int samples) {
    if (samples < 10) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but a measurement with its pilot needs at least 10");
    }
    if (!(data instanceof GaussianMixture mixture)) {
      throw new IllegalArgumentException(
          "the data are "
              + data
              + ", but the objective in nats needs their optimal denoiser, which is known of a"
              + " GaussianMixture: compare losses by loss(...), or samples by FID");
    }
    try (NDManager scope = settings.session.scope()) {
      Denoiser reference = GaussianMixtureDenoiser.of(scope, mixture, settings.schedule);
      return new DivergenceEstimator(forward)
          .kl(scope, random, List.of(data), List.of(reference), model, samples)
          .get(0);
    }
  }
}
