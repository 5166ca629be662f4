package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The mixture of models: min u subject to D_KL(qⁱ‖p) ≤ u for all i, or with the cross-entropy
 * −E_{qⁱ} log p ≤ u in its place (arXiv 2508.19104, whose figure is the second).
 *
 * <p>At weights λ on the simplex the Lagrangian's minimiser is Σ λᵢqⁱ. {@link #problem} goes into
 * {@code DualTrainer}. Immutable: every setter returns a copy.
 */
public final class OrComposition {
  private static final long MEASURE = 0x4f52L;
  private static final int POINTS = 50_000;
  private static final int IMAGES = 1_000;

  private final Session session;
  private final List<BaseModel> models;
  private final NoiseSchedule schedule;
  private final List<Denoiser> denoisers;
  private final OrReading reading;

  /** Tabulates densities: built when it is first asked for, then kept. */
  private OrOracle oracle;

  private List<Estimate> entropies;

  private OrComposition(
      Session session,
      List<BaseModel> models,
      NoiseSchedule schedule,
      List<Denoiser> denoisers,
      OrReading reading) {
    this.session = session;
    this.models = models;
    this.schedule = schedule;
    this.denoisers = denoisers;
    this.reading = reading;
  }

  static OrComposition of(Session session, List<BaseModel> models) {
    Alignment.check(models);
    NoiseSchedule schedule = Alignment.schedule(models);
    List<Denoiser> denoisers = Alignment.denoisers(session, models, schedule);
    return new OrComposition(session, List.copyOf(models), schedule, denoisers, OrReading.KL);
  }

  /**
   * Sets what is bounded.
   *
   * @param value the divergence itself, or the cross-entropy
   * @return the copy
   */
  public OrComposition reading(OrReading value) {
    return new OrComposition(
        session, models, schedule, denoisers, Objects.requireNonNull(value, "reading"));
  }

  /** {@return the names of the models, in the order of the weights} */
  public List<String> names() {
    return models.stream().map(BaseModel::name).toList();
  }

  /** {@return the schedule that all models were brought onto} */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /**
   * Returns exact answers.
   *
   * @return the oracle
   * @throws IllegalArgumentException where a model is not closed-form
   */
  public synchronized OrOracle exact() {
    if (oracle == null) {
      oracle = OrOracle.of(reading, Densities.of(models));
    }
    return oracle;
  }

  /**
   * Returns the problem for {@code DualTrainer}. For the cross-entropy the models' entropies are
   * measured once, or exact where all are closed-form.
   *
   * @return the problem
   */
  public ConstrainedProblem problem() {
    double[] offsets =
        reading == OrReading.KL
            ? new double[models.size()]
            : entropies().stream().mapToDouble(Estimate::value).toArray();
    List<KlConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      constraints.add(
          KlConstraint.to(models.get(i).name(), models.get(i).source())
              .atMostWorst(offsets[i])
              .reference(denoisers.get(i), schedule));
    }
    return ConstrainedProblem.minimizeWorst(constraints);
  }

  /**
   * Returns the models' entropies H(qⁱ): exact where all are closed-form, else measured on samples
   * by each model's own denoiser.
   *
   * @return one for each model, in nats
   */
  public synchronized List<Estimate> entropies() {
    if (entropies == null) {
      entropies = densitiesKnown() ? exactEntropies() : measuredEntropies();
    }
    return entropies;
  }

  private boolean densitiesKnown() {
    return models.stream().allMatch(model -> model.density().isPresent());
  }

  private List<Estimate> exactEntropies() {
    return Arrays.stream(exact().entropies()).mapToObj(h -> new Estimate(h, 0, 0)).toList();
  }

  private List<Estimate> measuredEntropies() {
    int count = models.get(0).sampleShape().dimension() > 1 ? IMAGES : POINTS;
    try (NDManager scope = session.scope()) {
      return new DivergenceEstimator(new ForwardProcess(scope, schedule))
          .crossEntropy(scope, session.random(MEASURE, 0), sources(), denoisers, count);
    }
  }

  /**
   * Measures what the reading bounds: D_KL(qⁱ‖p), or the cross-entropy D_KL(qⁱ‖p) + H(qⁱ).
   *
   * @param run a run of {@link #problem}
   * @param count samples of each model, at least 10
   * @return one estimate for each model, in nats
   * @throws IllegalArgumentException where the run has another schedule
   */
  public List<Estimate> divergences(Run run, int count) {
    if (!run.schedule().equals(schedule)) {
      throw new IllegalArgumentException(
          "run \"%s\" has the schedule %s, but the models %s: train on theirs"
              .formatted(run.name(), run.schedule(), schedule));
    }
    return divergences(run.denoiser(), count);
  }

  private List<Estimate> divergences(Denoiser denoiser, int count) {
    List<Estimate> kl;
    try (NDManager scope = session.scope()) {
      kl =
          new DivergenceEstimator(new ForwardProcess(scope, schedule))
              .kl(scope, session.random(MEASURE, 1), sources(), denoisers, denoiser, count);
    }
    if (reading == OrReading.KL) {
      return kl;
    }
    List<Estimate> entropies = entropies();
    List<Estimate> sums = new ArrayList<>();
    for (int i = 0; i < kl.size(); i++) {
      sums.add(
          new Estimate(
              kl.get(i).value() + entropies.get(i).value(),
              Math.hypot(kl.get(i).standardError(), entropies.get(i).standardError()),
              count));
    }
    return List.copyOf(sums);
  }

  private List<SampleSource> sources() {
    return models.stream().map(BaseModel::source).toList();
  }

  @Override
  public String toString() {
    return "OR (" + reading + ") of " + String.join(", ", names()) + " on " + schedule;
  }
}
