package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.Multipliers;
import io.github.constraineddiffusion.sampler.AnnealedMcmc;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.List;
import java.util.Locale;

/**
 * The weights that dual ascent has found, and what can be sampled with them.
 *
 * @param composition what was composed
 * @param lambda the weights, averaged as the schedule says
 * @param history every dual step
 * @param steps the steps done
 * @param seconds the time they took
 */
public record ComposedRun(
    AndComposition composition, Multipliers lambda, RunHistory history, int steps, double seconds) {
  private static final double HARDLY_OVERLAPS = -20;
  private static final String SURROGATE =
      "\nThe λ-weighted score is the product's for Gaussians of equal covariance only: here weights and"
          + " divergences are of a surrogate. problem() fits a network to MCMC samples of the product.";

  /** {@return the λ-weighted score} */
  public Denoiser denoiser() {
    return composition.denoiser(lambda.values());
  }

  /**
   * Prepares to sample by the λ-weighted score.
   *
   * @param method how, for instance {@code Ddim.steps(50)}
   * @return the sampler
   */
  public Sampler sampler(SamplingMethod method) {
    return composition.sampler(method, lambda.values());
  }

  /** {@return the sampler by annealed MCMC at the weights found} */
  public AnnealedMcmc mcmc() {
    return composition.mcmc(lambda.values());
  }

  /**
   * Measures D_KL(p‖qⁱ) point-wise at the weights found, with the λ-weighted score for p's.
   *
   * @param samples how many, at least 10
   * @return one estimate for each model, in nats
   */
  public List<Estimate> kl(int samples) {
    DualOnly how = composition.dualOnly();
    return composition.kl(denoiser(), how.source(denoiser()), samples);
  }

  /**
   * Returns log Z(λ) = −Σ λᵢ D_KL(p_λ‖qⁱ) from measured divergences: how much mass the models'
   * product has. A lower bound, by D_KL(p‖p_λ), where the λ-weighted score is not the product's.
   *
   * @param kl as {@link #kl} gives it
   * @return log Z in nats, at most 0
   */
  public double logZ(List<Estimate> kl) {
    double sum = 0;
    for (int i = 0; i < kl.size(); i++) {
      sum += lambda.get(i) * kl.get(i).value();
    }
    return -sum;
  }

  /**
   * Describes the result in words.
   *
   * @param kl as {@link #kl} gives it
   * @return weights, divergences and log Z, with warnings where the models hardly overlap, and
   *     where the λ-weighted score is not known to be the product's
   */
  public String report(List<Estimate> kl) {
    StringBuilder text = new StringBuilder("λ = " + lambda + "\n");
    for (int i = 0; i < kl.size(); i++) {
      text.append(
          String.format(
              Locale.ROOT, "KL(p‖%s) = %s nats%n", composition.names().get(i), kl.get(i)));
    }
    double logZ = logZ(kl);
    text.append(String.format(Locale.ROOT, "log Z = %.2f", logZ));
    if (logZ < HARDLY_OVERLAPS) {
      text.append(
          ": the models hardly overlap; where p lies, at least one of them generates nothing");
    }
    if (!composition.exactScore()) {
      text.append(SURROGATE);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: λ = %s after %d steps in %.1f s", composition, lambda, steps, seconds);
  }
}
