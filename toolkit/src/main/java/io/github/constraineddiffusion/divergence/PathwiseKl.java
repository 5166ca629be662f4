package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Level;
import io.github.constraineddiffusion.sampler.ReverseProcess;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.Arrays;
import java.util.List;

/**
 * The KL divergence of whole sampling paths: KL(p(x_{t₁}, …, x_{t_K}) ‖ q(x_{t₁}, …, x_{t_K})),
 * nats, of two DDIM processes of one schedule that start from the same noise (arXiv 2508.19104).
 * Immutable.
 *
 * <p>t₁ &gt; … &gt; t_K are the timesteps visited. Without noise a step determines where it leads,
 * and the divergence is infinite where the models differ at all: η is above 0, and the step from
 * t_K to the clean end, which adds none, is left out. By the data-processing inequality the path's
 * KL is at least that of the samples at t_K; with η = 1 and many steps it comes down to the
 * point-wise KL of {@link DivergenceEstimator}.
 */
public final class PathwiseKl {
  private static final int USUAL_BATCH = 1024;

  private final NoiseSchedule schedule;
  private final Ddim method;
  private final List<Level> levels;
  private final int batch;

  private PathwiseKl(NoiseSchedule schedule, Ddim method, List<Level> levels, int batch) {
    this.schedule = schedule;
    this.method = method;
    this.levels = levels;
    this.batch = batch;
  }

  /**
   * Prepares an estimator.
   *
   * @param schedule the noise schedule of the denoisers
   * @param method the sampling process: η above 0 and at least 2 timesteps
   * @return the estimator
   * @throws IllegalArgumentException where η is 0 or there is no noisy step
   */
  public static PathwiseKl of(NoiseSchedule schedule, Ddim method) {
    if (!(method.eta() > 0)) {
      throw new IllegalArgumentException(
          "eta is 0, but the path-wise KL of deterministic DDIM is infinite: measure with eta(1),"
              + " or take the point-wise KL of DivergenceEstimator");
    }
    List<Level> levels = Level.of(schedule, method.timesteps(schedule));
    if (levels.size() < 3) {
      throw new IllegalArgumentException(
          "sampling steps is 1, but the last step adds no noise and is left out: give at least 2");
    }
    return new PathwiseKl(schedule, method, levels, USUAL_BATCH);
  }

  /**
   * Sets how many paths are made at once.
   *
   * @param size at least 1; 1,024 at first
   * @return the copy
   */
  public PathwiseKl batch(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "batch is " + size + ", but must be at least 1: try 64 for images");
    }
    return new PathwiseKl(schedule, method, levels, size);
  }

  /**
   * Returns the factor of E‖ε_p − ε_q‖² in the KL of one step from level t to s.
   *
   * <p>Given x_t both steps are Gaussians of variance σ²·I, and their KL is ‖m_p − m_q‖²/(2σ²). The
   * mean is m = √ᾱ_s·x̂₀ + √(1−ᾱ_s−σ²)·ε̂ with x̂₀ = (x_t − √(1−ᾱ_t)·ε̂)/√ᾱ_t, so m_p − m_q =
   * −c·(ε_p − ε_q) with c = √(ᾱ_s/ᾱ_t)·√(1−ᾱ_t) − √(1−ᾱ_s−σ²), and the factor is c²/(2σ²). In
   * scores s = −ε/√(1−ᾱ_t) it is the paper's β_t²/(2σ_t²), β_t = c·√(1−ᾱ_t).
   *
   * @param method the sampling process
   * @param from the level left, t
   * @param to the level reached, s
   * @return c²/(2σ²), infinite where σ = 0
   */
  public static double factor(Ddim method, Level from, Level to) {
    double deviation = method.deviation(from, to);
    double c = to.alpha() / from.alpha() * from.sigma() - method.direction(from, to);
    return c * c / (2 * deviation * deviation);
  }

  /**
   * Estimates the KL from p's paths to those of several models, all on the same paths of p.
   *
   * @param scope owner of temporary arrays; the engine's generator makes the noise, as seeded by
   *     the caller
   * @param p the model whose paths are drawn
   * @param models the models compared with, at least 1
   * @param sampleShape the shape of one sample
   * @param samples how many paths, at least 2
   * @return one estimate in nats for each of {@code models}
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public List<Estimate> kl(
      NDManager scope,
      Denoiser p,
      List<? extends Denoiser> models,
      Shape sampleShape,
      int samples) {
    if (samples < 2 || models.isEmpty()) {
      throw new IllegalArgumentException(
          "there are %d samples and %d models, but an estimate with an error needs 2 and 1: add some"
              .formatted(samples, models.size()));
    }
    PathSums sums = new PathSums(p, models, factors(), samples);
    try (GradMode off = GradMode.off();
        NDManager temporary = scope.newSubManager()) {
      for (int done = 0; done < samples; done += batch) {
        sums.startAt(done);
        Shape shape = new Shape(Math.min(batch, samples - done)).addAll(sampleShape);
        NDArray noise = temporary.randomNormal(shape);
        ReverseProcess.of(sums, schedule, method).run(noise).close();
        noise.close();
      }
    }
    return Arrays.stream(sums.values()).map(Estimate::independent).toList();
  }

  private double[] factors() {
    double[] factors = new double[schedule.steps() + 1];
    for (int i = 0; i + 2 < levels.size(); i++) {
      factors[levels.get(i).t()] = factor(method, levels.get(i), levels.get(i + 1));
    }
    return factors;
  }
}
