package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.dual.Multipliers;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.ModelCard;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.TensorFile;
import io.github.constraineddiffusion.tensor.Toolkit;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A trained model with how it came about. */
public final class Run implements AutoCloseable {
  private static final long MEASURE = 3;
  private static final int LOSS_CHUNK = 100;

  private final ConstrainedProblem problem;
  private final TrainerSettings settings;
  private final ForwardProcess forward;
  private final Network network;
  private final Outcome outcome;
  private final References references;
  private final List<String> warnings;

  Run(
      ConstrainedProblem problem,
      TrainerSettings settings,
      ForwardProcess forward,
      Network network,
      Outcome outcome,
      References references,
      List<String> warnings) {
    this.problem = problem;
    this.settings = settings;
    this.forward = forward;
    this.network = network;
    this.outcome = outcome;
    this.references = references;
    this.warnings = List.copyOf(warnings);
  }

  /** {@return the run's name} */
  public String name() {
    return settings.name;
  }

  /** {@return the problem it was trained for} */
  public ConstrainedProblem problem() {
    return problem;
  }

  /** {@return the noise schedule} */
  public NoiseSchedule schedule() {
    return settings.schedule;
  }

  /** {@return how the constraints were measured} */
  public Measurement measurement() {
    return settings.measurement;
  }

  /** {@return what was recorded} */
  public RunHistory history() {
    return outcome.history();
  }

  /** {@return the model with the moving average of its weights: what one samples from} */
  public Denoiser denoiser() {
    return network.denoiser(outcome.average());
  }

  /**
   * {@return the model with the weights of the last step: what the multipliers were driven by until
   * they were averaged}
   */
  public Denoiser rawDenoiser() {
    return network.denoiser();
  }

  /**
   * Returns the final multipliers: averaged where the dual schedule averages; zero for an
   * unconstrained run.
   *
   * @return the final multipliers
   */
  public Multipliers lambda() {
    double[] values = settings.constrained ? outcome.lambda() : new double[problem.names().size()];
    return Multipliers.of(problem.names(), values);
  }

  /**
   * Returns by how much each threshold was relaxed at the final multipliers, in its own unit: zero
   * unless the dual schedule's formulation is resilient.
   *
   * @return u by the constraint's name, in the order of the constraints
   */
  public Map<String, Double> relaxations() {
    double[] lambda = lambda().values();
    double[] u =
        settings.constrained
            ? settings.dual.formulation().relaxations(lambda)
            : new double[lambda.length];
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < u.length; i++) {
      named.put(problem.names().get(i), u[i]);
    }
    return named;
  }

  /**
   * Returns the averaged model by itself, to save and to sample from; it shares this run's weights.
   *
   * @return the model, with a card of how it was trained
   */
  public DiffusionModel model() {
    return DiffusionModel.of(settings.session, network, outcome.average(), card());
  }

  /** The model of a run that goes on: closing it leaves the network. */
  DiffusionModel lentModel() {
    return DiffusionModel.lent(settings.session, network, outcome.average(), card());
  }

  private ModelCard card() {
    return new ModelCard(
        name(),
        "toolkit " + Toolkit.version() + ", " + LocalDate.now(ZoneOffset.UTC),
        settings.description(),
        problem.fingerprint(),
        settings.session.seed(),
        steps(),
        seconds(),
        settings.schedule.describe(),
        settings.prediction,
        problem.objective().sampleShape().getShape(),
        Map.of(),
        "");
  }

  /** {@return the denoisers that constraints were measured against, and what they cost} */
  public References references() {
    return references;
  }

  /**
   * Prepares to draw samples from the averaged weights.
   *
   * @param method how, for instance {@code Ddim.steps(20)}
   * @return a sampler of this model
   */
  public Sampler sampler(SamplingMethod method) {
    return model().sampler(method);
  }

  /**
   * Measures every constraint at the averaged weights, in the unit of its threshold: KL divergence
   * in nats, or denoising loss.
   *
   * @param referencesOf the run whose constraints and references are used: another constrained run
   *     for an unconstrained one
   * @param samples samples for each constraint, at least 10
   * @return one estimate for each constraint, in their order
   */
  public List<Estimate> kl(Run referencesOf, int samples) {
    if (samples < 10) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but a measurement with its pilot needs at least 10");
    }
    if (referencesOf.references.denoisers().isEmpty()) {
      throw new IllegalArgumentException(
          "run \"" + referencesOf.name() + "\" has no references: name a constrained run");
    }
    ConstrainedProblem measured = referencesOf.problem;
    if (measured.minimizesWorst()) {
      // a product's samples are those at the weights last asked for
      measured.lambdaMixture(referencesOf.lambda().values());
    }
    try (NDManager scope = settings.session.scope()) {
      return new ConstraintMeter(
              measured, referencesOf.references.denoisers(), forward, Measurement.nats())
          .measure(scope, settings.session.random(MEASURE), denoiser(), samples);
    }
  }

  /**
   * Measures the objective D_KL(q‖p) at the averaged weights, which holds the network's misfit.
   *
   * @param samples of the data, at least 10
   * @return an estimate in nats
   * @throws IllegalArgumentException where the data are no Gaussian mixture
   */
  public Estimate objective(int samples) {
    return Objective.measure(
        settings,
        forward,
        settings.session.random(MEASURE),
        problem.objective(),
        denoiser(),
        samples);
  }

  /**
   * Measures the denoising loss on the data of every constraint at the averaged weights: what a
   * threshold in loss units would be compared with.
   *
   * @param samples samples for each constraint, at least 2
   * @return one estimate for each constraint, in their order
   */
  public List<Estimate> loss(int samples) {
    return loss(problem, samples);
  }

  /**
   * Measures the denoising loss of the averaged weights on the data of another problem's
   * constraints: at a model of the λ*-mixture, the thresholds in loss units that stand for its
   * shares.
   *
   * @param other a problem on samples of the same shape
   * @param samples samples for each constraint, at least 2, rounded up to hundreds
   * @return one estimate for each of its constraints, in their order
   */
  public List<Estimate> loss(ConstrainedProblem other, int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException("samples is " + samples + ", but must be at least 2");
    }
    List<List<Estimate>> parts = new ArrayList<>();
    for (int done = 0; done < samples; done += LOSS_CHUNK) {
      try (NDManager scope = settings.session.scope()) {
        parts.add(
            new DivergenceEstimator(forward)
                .loss(
                    scope,
                    settings.session.random(MEASURE, done),
                    Sources.of(other).constraints(),
                    denoiser(),
                    LOSS_CHUNK));
      }
    }
    return Estimates.mean(parts);
  }

  /** {@return the steps done} */
  public int steps() {
    return outcome.step();
  }

  /**
   * {@return the seconds in the training loop, dual updates included, references and snapshots
   * excluded}
   */
  public double seconds() {
    return outcome.seconds();
  }

  /** {@return the mean time of a step in milliseconds: seconds over steps} */
  public double stepMillis() {
    return 1e3 * outcome.seconds() / Math.max(1, outcome.step());
  }

  /** {@return whether training was interrupted before its last step} */
  public boolean interrupted() {
    return outcome.interrupted();
  }

  /**
   * Says what stopped training, where it was a failure: this is then the run as of the last good
   * step.
   *
   * @return the message of the failure; empty for a run that reached its end or was interrupted
   */
  public Optional<String> failure() {
    return Optional.ofNullable(outcome.failure());
  }

  /** {@return what was noticed while training: multipliers or a loss out of hand, a collapse} */
  public List<DualAlarm> alarms() {
    return outcome.alarms();
  }

  /** {@return what was noticed before training: overlapping classes, a schedule's short end} */
  public List<String> warnings() {
    return warnings;
  }

  /** {@return the number of trainable numbers in the network} */
  public long parameters() {
    return network.weights().stream().mapToLong(NDArray::size).sum();
  }

  /**
   * Encodes the moving average of the weights, adapters folded in: {@code Pretrained.of(network,
   * bytes, place)} begins with them.
   *
   * @return the bytes of a safetensors file
   */
  public byte[] weights() {
    try (NDManager scope = settings.session.scope()) {
      return TensorFile.encode(network.merged(scope, outcome.average()).weights());
    }
  }

  /** Frees the weights: samplers and denoisers of this run stop working. */
  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Run \"%s\": %d of %d steps in %.1f s (%.2f ms a step)%s, %s%s",
        name(),
        steps(),
        settings.steps,
        seconds(),
        stepMillis(),
        failure().isPresent() ? ", failed" : interrupted() ? ", interrupted" : "",
        settings.constrained ? "λ = " + lambda() : "λ = 0",
        warned());
  }

  private String warned() {
    int count = warnings.size();
    return count == 0
        ? ""
        : ", " + count + (count == 1 ? " warning" : " warnings") + ": see warnings()";
  }
}
