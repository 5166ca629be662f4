package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Annealed MCMC for composed scores (Du et al. 2023, arXiv 2302.11552, algorithm 1): from standard
 * normal noise at t = T down to t = 1, at every level K steps of a Markov chain that leaves its
 * density p_t as it is, where score(x, t) = −ε̂(x, t)/σ_t. Between levels a deterministic DDIM step
 * predicts where to start. Immutable: every setter returns a copy.
 *
 * <p>Unlike a sampler that follows the λ-weighted score, its chains aim at p_1 itself, the product
 * Π q_{i,1}^{λ_i}/Z for {@code WeightedDenoiser}, and reach it as steps and levels grow; modes far
 * apart keep the weights that they had when the chains last crossed between them. Samples are
 * x_1/α_1, on the scale of the data, with the noise of level 1 (standard deviation σ_1/α_1) still
 * in each factor. {@link #denoised} takes it out of each sample.
 *
 * <p>The step size s tunes itself at every level to a target acceptance in the first half of the K
 * steps and is frozen in the second; an unadjusted kernel works out what the acceptance would be
 * for this only. Each batch tunes its own. The states of the frozen steps are kept until the level
 * ends.
 *
 * <p>The same session seed, seed, batch size and count give the same samples. Not for use on
 * several threads at once: the engine has one random generator.
 */
public final class AnnealedMcmc {
  private static final int USUAL_BATCH = 1024;

  private final Session session;
  private final Denoiser denoiser;
  private final NoiseSchedule schedule;
  private final Shape sampleShape;

  // Changed by setters on their fresh copy only.
  private McmcKernel kernel = Mala.steps(8);

  /** Null for the kernel's usual one. */
  private Energy energy;

  private int levels;
  private double target = Double.NaN;
  private double stepSize = Double.NaN;
  private boolean predictor = true;
  private boolean denoised;
  private long seed;
  private int batch = USUAL_BATCH;

  private AnnealedMcmc(
      Session session, Denoiser denoiser, NoiseSchedule schedule, Shape sampleShape) {
    this.session = session;
    this.denoiser = denoiser;
    this.schedule = schedule;
    this.sampleShape = sampleShape;
    this.levels = Math.min(60, schedule.steps());
  }

  private AnnealedMcmc(AnnealedMcmc from) {
    this(from.session, from.denoiser, from.schedule, from.sampleShape);
    this.kernel = from.kernel;
    this.energy = from.energy;
    this.levels = from.levels;
    this.target = from.target;
    this.stepSize = from.stepSize;
    this.predictor = from.predictor;
    this.denoised = from.denoised;
    this.seed = from.seed;
    this.batch = from.batch;
  }

  /**
   * Prepares a sampler: {@code Mala.steps(8)} at 60 levels (at most one for each timestep), a line
   * integral of 5 nodes (12 for HMC, 1 for ULA and UHA), batches of 1,024.
   *
   * @param session the owner of the samples, and their seed
   * @param denoiser gives the score, for instance a {@code WeightedDenoiser}
   * @param schedule the noise schedule of its timesteps
   * @param sampleShape the shape of one sample
   * @return the sampler
   */
  public static AnnealedMcmc of(
      Session session, Denoiser denoiser, NoiseSchedule schedule, Shape sampleShape) {
    return new AnnealedMcmc(session, denoiser, schedule, sampleShape);
  }

  /** {@return every setting that decides the samples, as text} */
  public String description() {
    return "%s, energy %s, levels %d, acceptance %s, step %s, predictor %s, denoised %s, seed %d, batch %d"
        .formatted(
            kernel,
            energy == null ? "usual" : energy.description(),
            levels,
            target,
            stepSize,
            predictor,
            denoised,
            seed,
            batch);
  }

  /**
   * Sets the Markov chain's kernel.
   *
   * @param value for instance {@code Mala.steps(8)} or {@code Hmc.steps(4).leapfrogs(5)}
   * @return the copy
   */
  public AnnealedMcmc kernel(McmcKernel value) {
    var copy = new AnnealedMcmc(this);
    copy.kernel = value;
    return copy;
  }

  /**
   * Sets how log p_t is compared between points.
   *
   * @param value the energy, which must fit the denoiser's score
   * @return the copy
   */
  public AnnealedMcmc energy(Energy value) {
    var copy = new AnnealedMcmc(this);
    copy.energy = value;
    return copy;
  }

  /**
   * Sets how many levels are visited: t = T, t = 1 and those nearest to equal steps in log-SNR.
   *
   * @param count in 2…T (1 where T is 1)
   * @return the copy
   */
  public AnnealedMcmc levels(int count) {
    int most = schedule.steps();
    if (count < Math.min(2, most) || count > most) {
      throw new IllegalArgumentException(
          "levels is "
              + count
              + ", but must be in 2…"
              + most
              + ", the timesteps of the schedule: try "
              + Math.min(60, most));
    }
    var copy = new AnnealedMcmc(this);
    copy.levels = count;
    return copy;
  }

  /**
   * Sets the acceptance that step sizes are tuned to, in place of the kernel's own.
   *
   * @param acceptance in (0, 1)
   * @return the copy
   */
  public AnnealedMcmc targetAcceptance(double acceptance) {
    if (!(acceptance > 0 && acceptance < 1)) {
      throw new IllegalArgumentException(
          "targetAcceptance is "
              + acceptance
              + ", but must be above 0 and below 1: try 0.574 for Mala, 0.65 for Hmc");
    }
    var copy = new AnnealedMcmc(this);
    copy.target = acceptance;
    return copy;
  }

  /**
   * Fixes the step size; nothing is tuned.
   *
   * @param factor s in units of σ_t², above 0
   * @return the copy
   */
  public AnnealedMcmc stepSize(double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "stepSize is "
              + factor
              + ", but must be above 0 and finite: try 0.5, in units of sigma^2");
    }
    var copy = new AnnealedMcmc(this);
    copy.stepSize = factor;
    return copy;
  }

  /**
   * Switches the DDIM step between levels on or off.
   *
   * @param on whether to predict; on at first. Without it x_t goes on to the next level unchanged
   * @return the copy
   */
  public AnnealedMcmc predictor(boolean on) {
    var copy = new AnnealedMcmc(this);
    copy.predictor = on;
    return copy;
  }

  /**
   * Makes the samples x̂₀ = (x_1 − σ_1·ε̂)/α_1 in place of x_1/α_1: free of noise, for pictures.
   * They vary less than the product does, about as much as x_1/α_1 vary more.
   *
   * @return the copy
   */
  public AnnealedMcmc denoised() {
    var copy = new AnnealedMcmc(this);
    copy.denoised = true;
    return copy;
  }

  /**
   * Sets the seed, which adds to the session's.
   *
   * @param value any number; 0 at first
   * @return the copy
   */
  public AnnealedMcmc seed(long value) {
    var copy = new AnnealedMcmc(this);
    copy.seed = value;
    return copy;
  }

  /**
   * Sets how many chains run at once.
   *
   * @param size at least 1; 1,024 at first
   * @return the copy
   */
  public AnnealedMcmc batch(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "batch is " + size + ", but must be at least 1: try 64 for images");
    }
    var copy = new AnnealedMcmc(this);
    copy.batch = size;
    return copy;
  }

  /**
   * Draws samples, one from each chain.
   *
   * @param count how many, at least 1
   * @return the samples, owned by the session's manager, and how each level went
   * @throws CancellationException if the thread is interrupted
   * @throws IllegalStateException if chains leave the finite numbers
   */
  public McmcSamples sample(int count) {
    requireRun(count);
    return run().sample(count);
  }

  /**
   * Draws samples and keeps every level on the way; all in one batch.
   *
   * @param count how many, at least 1
   * @return the samples with their trajectory, owned by the session's manager
   * @throws CancellationException if the thread is interrupted
   * @throws IllegalStateException if chains leave the finite numbers
   */
  public McmcSamples trajectory(int count) {
    requireRun(count);
    return run().trajectory(count);
  }

  private AnnealedRun run() {
    int[] timesteps = TimestepSpacing.UNIFORM_LOG_SNR.timesteps(schedule, levels);
    List<Level> visited =
        Arrays.stream(timesteps).mapToObj(t -> new Level(t, schedule.alphaBar(t))).toList();
    var chains =
        new AnnealedChains(
            denoiser,
            visited,
            kernel,
            energy == null ? kernel.usualEnergy() : energy,
            predictor,
            denoised);
    return new AnnealedRun(session, sampleShape, chains, this::tuner, seed, batch);
  }

  private StepTuner tuner() {
    if (!Double.isNaN(stepSize)) {
      return StepTuner.fixed(stepSize);
    }
    double acceptance = Double.isNaN(target) ? kernel.usualTarget() : target;
    return StepTuner.towards(acceptance, Math.max(1, sampleShape.size()));
  }

  private void requireRun(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "samples is " + count + ", but must be at least 1: try 64");
    }
    if (Double.isNaN(stepSize) && kernel.steps() < 2) {
      throw new IllegalArgumentException(
          "kernel steps is 1, but half of a level's steps tune their size: take 2 or more, or fix it"
              + " with stepSize(0.5)");
    }
  }
}
