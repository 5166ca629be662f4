package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.divergence.PathwiseKl;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualAscent;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.DualState;
import io.github.constraineddiffusion.dual.Multipliers;
import io.github.constraineddiffusion.dual.SimplexAscent;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.tensor.StepRandom;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.RunHistory;
import io.github.constraineddiffusion.trainer.TrainingListener;
import io.github.constraineddiffusion.trainer.TrainingListeners;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Dual ascent for AND without a network: algorithm 3 of arXiv 2508.19104.
 *
 * <p>At each step samples are drawn by the λ-weighted score, their divergences from the models are
 * measured with that score in place of p's, and λ ← proj(λ + η·KL). Exact for Gaussians of equal
 * covariance; elsewhere the score is a surrogate, and algorithm 2 ({@link AndComposition#problem})
 * is the remedy. Immutable: every setter returns a copy.
 *
 * @param composition what is composed
 * @param steps dual steps
 * @param dual step size, start, average; {@code every} is 1
 * @param method how samples are drawn
 * @param clip limit of x̂₀ while sampling, 0 for none: 1 for images
 * @param measurement how divergences are measured
 * @param listener told of the progress; null for the usual one
 */
public record DualOnly(
    AndComposition composition,
    int steps,
    DualSchedule dual,
    SamplingMethod method,
    double clip,
    ReverseKl measurement,
    TrainingListener listener) {
  private static final long PURPOSE = 0x4455414cL;

  /**
   * Checks.
   *
   * @param composition what is composed
   * @param steps dual steps, at least 2
   * @param dual step size, start, average; its rule keeps λ on the simplex
   * @param method how samples are drawn
   * @param clip limit of x̂₀ while sampling, 0 for none
   * @param measurement how divergences are measured
   * @param listener told of the progress; null for the usual one
   */
  public DualOnly {
    Objects.requireNonNull(composition, "composition");
    if (steps < 2) {
      throw new IllegalArgumentException("steps is " + steps + ", but must be at least 2: try 100");
    }
    dual = Objects.requireNonNull(dual, "dual").onSimplex();
    method.timesteps(composition.schedule());
    if (!(clip >= 0)) {
      throw new IllegalArgumentException(
          "clip is " + clip + ", but must be at least 0: give 1 for images, 0 for none");
    }
    Objects.requireNonNull(measurement, "measurement");
  }

  static DualOnly of(AndComposition composition) {
    DualSchedule dual =
        DualSchedule.every(1).samples(200).decay(Decay.cosine(0.1)).averaging().onSimplex();
    int levels = Math.min(25, composition.schedule().steps());
    double clip = composition.sampleShape().dimension() > 1 ? 1 : 0;
    return new DualOnly(
        composition, 100, dual, Ddim.steps(levels), clip, ReverseKl.pointwise(), null);
  }

  /**
   * Sets how many dual steps are made; 100 at first.
   *
   * @param value at least 2
   * @return the copy
   */
  public DualOnly steps(int value) {
    return new DualOnly(composition, value, dual, method, clip, measurement, listener);
  }

  /**
   * Sets step size, start, samples, decay and average. Without a step size the first measurement
   * decides: {@link SimplexAscent#scaled}.
   *
   * @param schedule every is taken as 1; the update rule as {@link SimplexAscent}
   * @return the copy
   */
  public DualOnly dual(DualSchedule schedule) {
    return new DualOnly(composition, steps, schedule, method, clip, measurement, listener);
  }

  /**
   * Sets how samples are drawn; DDIM in 25 steps at first.
   *
   * @param value the method
   * @return the copy
   */
  public DualOnly method(SamplingMethod value) {
    return new DualOnly(composition, steps, dual, value, clip, measurement, listener);
  }

  /**
   * Sets how divergences are measured; point-wise at first.
   *
   * @param value the measurement
   * @return the copy
   */
  public DualOnly measuredBy(ReverseKl value) {
    return new DualOnly(composition, steps, dual, method, clip, value, listener);
  }

  /**
   * Sets who is told of the progress.
   *
   * @param value the listener
   * @return the copy
   */
  public DualOnly listener(TrainingListener value) {
    return new DualOnly(composition, steps, dual, method, clip, measurement, value);
  }

  /**
   * Finds λ. An interrupt stops within one step and returns what was found by then.
   *
   * @return the weights with their history
   */
  public ComposedRun run() {
    TrainingListener told = listener == null ? TrainingListeners.newDefault() : listener;
    RunHistory history = new RunHistory(composition.names());
    long start = System.nanoTime();
    DualAscent ascent = DualAscent.of(dual, composition.names().size(), steps);
    DualState state = ascent.start();
    int step = 0;
    told.progress(progress(0, start, history));
    try {
      while (step < steps && !Thread.interrupted()) {
        List<Estimate> kl = measure(state.lambda(), step + 1);
        step++;
        state = move(ascent, state, step, kl, history);
        told.progress(progress(step, start, history));
      }
    } catch (CancellationException interrupted) {
      // the step is lost, what was found before it is kept
    } finally {
      told.finished(progress(step, start, history));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Multipliers found = Multipliers.of(composition.names(), ascent.averaged(state));
    return new ComposedRun(composition, found, history, step, seconds);
  }

  private List<Estimate> measure(double[] lambda, int step) {
    Denoiser p = composition.denoiser(lambda);
    StepRandom random = composition.session().random(PURPOSE, step);
    if (measurement instanceof ReverseKl.Pathwise paths) {
      try (NDManager scope = composition.session().scope()) {
        return PathwiseKl.of(composition.schedule(), paths.process())
            .kl(scope, p, composition.denoisers(), composition.sampleShape(), dual.samples());
      }
    }
    return composition.kl(p, source(p), dual.samples(), random);
  }

  SurrogateSource source(Denoiser p) {
    return new SurrogateSource(p, composition.schedule(), method, clip, composition.sampleShape());
  }

  private static DualState move(
      DualAscent ascent, DualState state, int step, List<Estimate> kl, RunHistory history) {
    double[] measured = kl.stream().mapToDouble(Estimate::value).toArray();
    double[] error = kl.stream().mapToDouble(Estimate::standardError).toArray();
    // u = Σ λᵢ KL_i is the dual function −log Z(λ)
    double[] u = DualRecord.worstBounds(state.lambda(), new double[measured.length], measured);
    DualState next = ascent.next(state, step, measured, error);
    history.add(new DualRecord(step, next.lambda(), ascent.averaged(next), measured, error, u));
    return next;
  }

  private Progress progress(int step, long start, RunHistory history) {
    return new Progress(
        "AND, dual only", step, steps, (System.nanoTime() - start) / 1e9, 0, history);
  }
}
