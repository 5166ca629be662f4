package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.WeightedDenoiser;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.sampler.AnnealedMcmc;
import io.github.constraineddiffusion.sampler.Mala;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The product of models: min u subject to D_KL(p‖qⁱ) ≤ u for all i (arXiv 2508.19104).
 *
 * <p>At weights λ on the simplex the Lagrangian's minimiser is p_λ ∝ Π qᵢ^λᵢ, the dual function is
 * −log Z(λ), and ∂/∂λᵢ = D_KL(p_λ‖qⁱ). Its noised scores are Σ λᵢsᵢ for Gaussians of equal
 * covariance only; elsewhere {@link #mcmc} corrects samples level by level.
 *
 * <p>Immutable: every setter returns a copy.
 */
public final class AndComposition {
  private static final long MEASURE = 0x414e44L;
  private static final int LEAST = 10;

  private final Session session;
  private final List<BaseModel> models;
  private final NoiseSchedule schedule;
  private final List<Denoiser> denoisers;
  private final UnaryOperator<AnnealedMcmc> annealing;
  private final int pool;

  /** Tabulates densities: built when it is first asked for, then kept. */
  private AndOracle oracle;

  private AndComposition(
      Session session,
      List<BaseModel> models,
      NoiseSchedule schedule,
      List<Denoiser> denoisers,
      UnaryOperator<AnnealedMcmc> annealing,
      int pool) {
    this.session = session;
    this.models = models;
    this.schedule = schedule;
    this.denoisers = denoisers;
    this.annealing = annealing;
    this.pool = pool;
  }

  static AndComposition of(Session session, List<BaseModel> models) {
    Alignment.check(models);
    NoiseSchedule schedule = Alignment.schedule(models);
    return new AndComposition(
        session,
        List.copyOf(models),
        schedule,
        Alignment.denoisers(session, models, schedule),
        mcmc -> mcmc.kernel(Mala.steps(6)),
        2_000);
  }

  /**
   * Sets how samples of the product are made, for {@link #mcmc} and {@link #problem}; MALA with six
   * steps a level at first.
   *
   * @param settings for instance {@code m -> m.kernel(Hmc.steps(4)).levels(60)}
   * @return the copy
   */
  public AndComposition annealing(UnaryOperator<AnnealedMcmc> settings) {
    return new AndComposition(session, models, schedule, denoisers, settings, pool);
  }

  /**
   * Sets how many samples of the product a network is fitted to at a time; 2,000 at first.
   *
   * @param samples at least 10
   * @return the copy
   */
  public AndComposition pool(int samples) {
    if (samples < 10) {
      throw new IllegalArgumentException(
          "pool is " + samples + " samples, but must be at least 10: try 2000");
    }
    return new AndComposition(session, models, schedule, denoisers, annealing, samples);
  }

  /** {@return the names of the models, in the order of the weights} */
  public List<String> names() {
    return models.stream().map(BaseModel::name).toList();
  }

  /** {@return the schedule that all models were brought onto} */
  public NoiseSchedule schedule() {
    return schedule;
  }

  Session session() {
    return session;
  }

  Shape sampleShape() {
    return models.get(0).sampleShape();
  }

  List<Denoiser> denoisers() {
    return denoisers;
  }

  /**
   * Returns exact answers.
   *
   * @return the oracle
   * @throws IllegalArgumentException where a model is not closed-form
   */
  public synchronized AndOracle exact() {
    if (oracle == null) {
      oracle = AndOracle.of(Densities.of(models));
    }
    return oracle;
  }

  /**
   * Returns the λ-weighted score, as a denoiser: exact for Gaussians of equal covariance.
   *
   * @param lambda one weight for each model, on the simplex
   * @return ε̂ = Σ λᵢ εᵢ
   */
  public Denoiser denoiser(double... lambda) {
    return WeightedDenoiser.of(denoisers, Checks.simplex(lambda, models.size()));
  }

  /**
   * Prepares to sample by the λ-weighted score, without correction.
   *
   * @param method how, for instance {@code Ddim.steps(50)}
   * @param lambda one weight for each model, on the simplex
   * @return the sampler
   */
  public Sampler sampler(SamplingMethod method, double... lambda) {
    return Sampler.of(session, denoiser(lambda), schedule, sampleShape()).method(method);
  }

  /**
   * Prepares to sample the product by annealed MCMC.
   *
   * @param lambda one weight for each model, on the simplex
   * @return the sampler, with the settings of {@link #annealing}
   */
  public AnnealedMcmc mcmc(double... lambda) {
    return annealing.apply(AnnealedMcmc.of(session, denoiser(lambda), schedule, sampleShape()));
  }

  /**
   * Returns the problem for {@code DualTrainer}: algorithm 2. A network is fitted to samples of the
   * product, and λ moves by the network's divergences from the models, ½ ∫ E‖ε_θ − ε_i‖² dℓ over
   * samples of the product.
   *
   * <p>Exact where the network fits the samples and those are the product's. What can be off: the
   * network's misfit, of either sign; chains that have not mixed, above all the weights of far
   * modes; λ rounded to 1/128, at which samples are made, which matters where divergences are tens
   * of nats; and standard errors do not hold that a pool of samples is drawn from again and again.
   *
   * @return the problem
   */
  public ConstrainedProblem problem() {
    ProductSource source =
        new ProductSource(session, sampleShape(), pool, models.size(), identity(), this::mcmc);
    List<KlConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      constraints.add(
          KlConstraint.to(models.get(i).name(), source)
              .atMostWorst()
              .reference(denoisers.get(i), schedule));
    }
    return ConstrainedProblem.minimizeWorst(constraints, source::at);
  }

  /** Whether Σ λᵢsᵢ is known to be the product's score: for Gaussians of equal covariance. */
  boolean exactScore() {
    return models.stream()
        .allMatch(
            model ->
                model
                    .density()
                    .filter(q -> q.size() == 1)
                    .filter(q -> Arrays.deepEquals(q.covariance(0), firstCovariance()))
                    .isPresent());
  }

  private double[][] firstCovariance() {
    return models.get(0).density().orElseThrow().covariance(0);
  }

  /** What decides the samples of the product: the models, and how they are annealed. */
  private String identity() {
    double[] equal = new double[models.size()];
    Arrays.fill(equal, 1.0 / equal.length);
    String each =
        models.stream()
            .map(model -> model.fingerprint() + " on " + model.schedule())
            .collect(Collectors.joining(", "));
    return each + " by " + mcmc(equal).description();
  }

  /**
   * Prepares dual ascent without a network: algorithm 3.
   *
   * @return its settings
   */
  public DualOnly dualOnly() {
    return DualOnly.of(this);
  }

  /**
   * Measures D_KL(p‖qⁱ) point-wise: ½ ∫ E_p‖ε_p − ε_i‖² dℓ over log-SNR ℓ. This is the formula of
   * {@link DivergenceEstimator}; for the reverse divergence only the samples are those of p. (The
   * weight printed in the paper's Lemma 2 diverges at the clean end.)
   *
   * @param denoiser predicts the noise in noised samples of p
   * @param samples draws samples of p
   * @param count how many, at least 10
   * @return one estimate for each model, in nats
   */
  public List<Estimate> kl(Denoiser denoiser, SampleSource samples, int count) {
    if (count < LEAST) {
      throw new IllegalArgumentException(
          "samples is %d, but a measurement with its pilot needs at least %d: try 1000"
              .formatted(count, LEAST));
    }
    return kl(denoiser, samples, count, session.random(MEASURE));
  }

  List<Estimate> kl(Denoiser denoiser, SampleSource samples, int count, StepRandom random) {
    try (NDManager scope = session.scope()) {
      // drawing is the dear part: all models, and the pilot, see the same samples of p
      SampleSource drawn = new DrawnRows(samples.sample(scope, random, count));
      return new DivergenceEstimator(new ForwardProcess(scope, schedule))
          .kl(scope, random, Collections.nCopies(models.size(), drawn), denoisers, denoiser, count);
    }
  }

  @Override
  public String toString() {
    return "AND of " + String.join(", ", names()) + " on " + schedule;
  }
}
