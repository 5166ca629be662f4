package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Trains a diffusion model under constraints by dual ascent (Khalafi, Ding &amp; Ribeiro 2024,
 * "Constrained Diffusion Models via Dual Training", Algorithm 1).
 *
 * <p>Primal steps lower the denoising loss of the λ-mixture; every few steps the constraints are
 * measured and the multipliers λ move: up where a constraint is violated, down where it has slack.
 * On samples of a pre-trained model the loss is the distance to that model's predictions.
 *
 * <p>Immutable: every setting returns a new trainer, so one can be varied in many ways.
 */
public final class DualTrainer {
  private final ConstrainedProblem problem;
  private final TrainerSettings settings;

  private DualTrainer(ConstrainedProblem problem, TrainerSettings settings) {
    this.problem = problem;
    this.settings = settings;
  }

  /**
   * Starts with the defaults: residual MLP, 100 levels uniform in log-SNR from 8 to −8, batch 512,
   * 4 000 steps of AdamW at 1e-3 with cosine decay, a dual update every 5 steps in nats, every 30
   * by generated shares.
   *
   * @param problem what to train
   * @return a trainer with this setting
   */
  public static DualTrainer of(ConstrainedProblem problem) {
    return new DualTrainer(Objects.requireNonNull(problem, "problem"), new TrainerSettings());
  }

  /**
   * Starts plain training on data, with the defaults of {@link #of}: a reference or a baseline.
   *
   * <p>A network that may be told classes learns them where the data have labels, and the model of
   * all classes beside them: one label in ten is dropped.
   *
   * @param data what to model
   * @return a trainer with this setting
   */
  public static DualTrainer plain(SampleSource data) {
    return of(ConstrainedProblem.unconstrained(data))
        .with(
            s -> {
              s.constrained = false;
              s.dropLabels = 0.1;
              s.name = "plain";
            });
  }

  private DualTrainer with(Consumer<TrainerSettings> change) {
    TrainerSettings copy = settings.copy();
    change.accept(copy);
    return new DualTrainer(problem, copy);
  }

  /**
   * Sets device, seed and memory; without it a CPU session with seed 0 is opened.
   *
   * @param session device, seed and memory
   * @return a trainer with this setting
   */
  public DualTrainer session(Session session) {
    Objects.requireNonNull(session, "session");
    return with(s -> s.session = session);
  }

  /**
   * Names the run in progress lines and reports.
   *
   * @param name a short name
   * @return a trainer with this setting
   */
  public DualTrainer name(String name) {
    Objects.requireNonNull(name, "name");
    return with(
        s -> {
          s.name = name;
          s.named = true;
        });
  }

  /**
   * Sets the network: a builder such as {@code ResidualMlp.builder()}, or one's own block.
   *
   * @param factory what builds the network
   * @return a trainer with this setting
   */
  public DualTrainer denoiser(NetworkFactory factory) {
    Objects.requireNonNull(factory, "denoiser");
    return with(s -> s.denoiser = factory);
  }

  /**
   * Sets how many labels a class-conditional network does not see in plain training (Ho &amp;
   * Salimans 2022): what it then learns is the model of all classes. 0.1 by default in {@link
   * #plain}; all labels are dropped under constraints, whose mixtures have none, and in their
   * {@link #unconstrained} counterpart.
   *
   * @param fraction in [0, 1]
   * @return a trainer with this setting
   */
  public DualTrainer dropLabels(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "dropLabels is " + fraction + ", but a fraction lies in [0, 1]");
    }
    if (fraction < 1 && !problem.constraints().isEmpty()) {
      throw new IllegalArgumentException(
          "dropLabels is "
              + fraction
              + ", but a λ-mixture has no labels: tell them in DualTrainer.plain(data) only");
    }
    return with(s -> s.dropLabels = fraction);
  }

  /**
   * Begins with a trained model: its network and weights, its schedule, and what it predicts.
   *
   * @param model for instance {@code DiffusionModel.named(session, "digits-0-to-8")}
   * @return a trainer with these settings
   */
  public DualTrainer startingFrom(DiffusionModel model) {
    Objects.requireNonNull(model, "model");
    return denoiser(model.factory())
        .schedule(model.schedule())
        .prediction(model.card().prediction());
  }

  /**
   * Sets the noise schedule.
   *
   * @param schedule the noise schedule
   * @return a trainer with this setting
   */
  public DualTrainer schedule(NoiseSchedule schedule) {
    Objects.requireNonNull(schedule, "schedule");
    return with(s -> s.schedule = schedule);
  }

  /**
   * Sets what the network's output stands for; ε by default.
   *
   * @param prediction ε, x₀ or v
   * @return a trainer with this setting
   */
  public DualTrainer prediction(PredictionType prediction) {
    Objects.requireNonNull(prediction, "prediction");
    return with(s -> s.prediction = prediction);
  }

  /**
   * Lets the network learn how the data differ from a Gaussian of their mean and variance, which
   * are measured before training (see {@link
   * io.github.constraineddiffusion.denoiser.Preconditioned}): it starts there, and stays near it
   * far from the data. For models that are to be composed with others that they hardly overlap, and
   * for data that are not of unit scale.
   *
   * @return a trainer with this setting
   */
  public DualTrainer preconditioned() {
    return with(s -> s.preconditioned = true);
  }

  /**
   * Sets the weight of each level in the loss; uniform by default.
   *
   * @param weighting the weight of each level
   * @return a trainer with this setting
   */
  public DualTrainer weighting(LossWeighting weighting) {
    Objects.requireNonNull(weighting, "weighting");
    return with(s -> s.weighting = weighting);
  }

  /**
   * Sets when and how the multipliers move.
   *
   * @param dual the dual schedule
   * @return a trainer with this setting
   */
  public DualTrainer dual(DualSchedule dual) {
    Objects.requireNonNull(dual, "dual");
    return with(s -> s.dual = dual);
  }

  /**
   * Sets how the constraints are measured. By default minimum shares of images whose classifier is
   * known, such as MNIST's digits, are measured by generated shares; all else in nats over all
   * levels. Mean rewards are measured on generated samples always.
   *
   * @param measurement in nats, by the shares of generated samples, or as {@link
   *     Measurement#generated} says
   * @return a trainer with this setting
   */
  public DualTrainer measuredBy(Measurement measurement) {
    Objects.requireNonNull(measurement, "measurement");
    return with(s -> s.measurement = measurement);
  }

  /**
   * Sets how the gradient is estimated: one mixture batch (default), or m + 1 batches.
   *
   * @param mode one mixture batch, or m + 1 batches
   * @return a trainer with this setting
   */
  public DualTrainer primal(PrimalMode mode) {
    Objects.requireNonNull(mode, "primal");
    return with(s -> s.primal = mode);
  }

  /**
   * Sets the learning rate over the run.
   *
   * @param rate the learning rate
   * @return a trainer with this setting
   */
  public DualTrainer learningRate(LearningRate rate) {
    Objects.requireNonNull(rate, "learningRate");
    return with(s -> s.learningRate = rate);
  }

  /**
   * Sets the optimizer's other settings.
   *
   * @param config the settings
   * @return a trainer with this setting
   */
  public DualTrainer optimizer(AdamWConfig config) {
    Objects.requireNonNull(config, "optimizer");
    return with(s -> s.optimizer = config);
  }

  /**
   * Sets the final decay of the moving average of the weights, in [0, 1); 0.995 by default.
   *
   * @param decay the final decay, in [0, 1)
   * @return a trainer with this setting
   */
  public DualTrainer ema(double decay) {
    Ema ema = new Ema(decay);
    return with(s -> s.ema = ema);
  }

  /**
   * Sets the batch size, at least 1; with separate batches, the size of each.
   *
   * @param size samples, at least 1
   * @return a trainer with this setting
   */
  public DualTrainer batch(int size) {
    requireAtLeast("batch", size, 1);
    return with(s -> s.batch = size);
  }

  /**
   * Sets the number of primal steps, at least 1.
   *
   * @param count how many, at least 1
   * @return a trainer with this setting
   */
  public DualTrainer steps(int count) {
    requireAtLeast("steps", count, 1);
    return with(s -> s.steps = count);
  }

  /**
   * Trains a reference denoiser on the data of every constraint, also where a closed form exists.
   *
   * @param steps training steps for each reference, at least 1; their time is reported apart
   * @return a trainer with this setting
   */
  public DualTrainer learnedReferences(int steps) {
    requireAtLeast("reference steps", steps, 1);
    return with(s -> s.referenceSteps = steps);
  }

  /**
   * Trains without the constraints, all else equal: the model to compare with. A run that has no
   * name is named "unconstrained".
   *
   * @return a trainer with this setting
   */
  public DualTrainer unconstrained() {
    return with(
        s -> {
          s.constrained = false;
          s.name = s.named ? s.name : "unconstrained";
        });
  }

  /**
   * Trains also where the feasibility report says that no model meets the thresholds.
   *
   * @return a trainer with this setting
   */
  public DualTrainer evenIfInfeasible() {
    return with(s -> s.evenIfInfeasible = true);
  }

  /**
   * Sets who is told of the progress, in place of the notebook's display or the console.
   *
   * @param listener who is told
   * @return a trainer with this setting
   */
  public DualTrainer listener(TrainingListener listener) {
    Objects.requireNonNull(listener, "listener");
    return with(s -> s.listener = listener);
  }

  /**
   * Writes checkpoints while training.
   *
   * @param folder where; made if absent
   * @param everySteps steps between two checkpoints, at least 1; one is written at the end too
   * @return a trainer with this setting
   */
  public DualTrainer checkpoints(Path folder, int everySteps) {
    Objects.requireNonNull(folder, "folder");
    requireAtLeast("steps between checkpoints", everySteps, 1);
    return with(
        s -> {
          s.checkpointFolder = folder;
          s.checkpointEvery = everySteps;
        });
  }

  /**
   * Shows the model while it trains: every so many steps, and after the last one. What the look
   * costs is not counted in {@link Run#seconds()}, and the numbers of the run are the same bits as
   * without it.
   *
   * <p>An interrupt during the look stops training after it. An exception stops training with a
   * {@link TrainingFailure}, which holds the exception and the run; a checkpoint that was due is
   * written before the look.
   *
   * @param everySteps steps between two snapshots, at least 1
   * @param listener looks at each
   * @return a trainer with this setting
   */
  public DualTrainer snapshots(int everySteps, SnapshotListener listener) {
    Objects.requireNonNull(listener, "listener");
    requireAtLeast("steps between snapshots", everySteps, 1);
    return with(
        s -> {
          s.snapshots = listener;
          s.snapshotEvery = everySteps;
        });
  }

  /**
   * Trains from the start.
   *
   * <p>An interrupt of the thread stops within one step and returns the model as it is then.
   *
   * @return the trained model with its history
   * @throws java.util.concurrent.CancellationException where the thread is interrupted before the
   *     first step, while references are trained or a pre-trained model generates
   * @throws IllegalArgumentException before any step, where settings and data do not fit, where the
   *     thresholds are infeasible, or where the checkpoint folder holds another run
   * @throws IllegalStateException where another training runs in this process
   * @throws TrainingFailure where a loss or gradient is not finite, a checkpoint cannot be written,
   *     or a look at a snapshot throws; it holds the run as of the last good step
   */
  public Run train() {
    return new Preparation(problem, ready()).start(false);
  }

  /**
   * Continues from the newest checkpoint, to the same numbers as a run that was never stopped;
   * starts afresh where there is none.
   *
   * @return the trained model with its history
   * @throws IllegalArgumentException where the checkpoint is damaged or belongs to other settings
   */
  public Run resume() {
    if (settings.checkpointFolder == null) {
      throw new IllegalArgumentException(
          "no checkpoint folder to resume from: call checkpoints(folder, everySteps) first");
    }
    return new Preparation(problem, ready()).start(true);
  }

  /** {@return the session that was set, or nothing where one will be opened} */
  public Optional<Session> session() {
    return Optional.ofNullable(settings.session);
  }

  /** {@return the folder of the checkpoints, or nothing where none are written} */
  public Optional<Path> checkpointFolder() {
    return Optional.ofNullable(settings.checkpointFolder);
  }

  /**
   * Describes what decides the numbers of the run: problem, data (by their fingerprints), network
   * with the weights it begins with, schedules, optimizer, steps, seed and device. References given
   * by {@code KlConstraint.reference} are described as "given" only.
   *
   * @return texts, numbers, lists and maps, equal for trainers that give the same run
   */
  public Map<String, Object> describe() {
    if (settings.session == null) {
      try (Session own = Session.open()) {
        return session(own).describe();
      }
    }
    TrainerSettings filled = settings.copy();
    Defaults.fill(filled, problem);
    return RunDescription.of(problem, filled);
  }

  /** Reads the settings, as they were given. */
  <T> T read(BiFunction<ConstrainedProblem, TrainerSettings, T> reading) {
    return reading.apply(problem, settings);
  }

  /** Prepares a run that says nothing unless a listener was named. */
  Preparation preparation() {
    return new Preparation(
        problem, with(s -> s.listener = s.listener == null ? progress -> {} : s.listener).ready());
  }

  private TrainerSettings ready() {
    TrainerSettings ready = settings.copy();
    if (ready.session == null) {
      ready.session = Session.open();
    }
    Defaults.fill(ready, problem);
    if (ready.listener == null) {
      ready.listener = TrainingListeners.newDefault();
    }
    return ready;
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + least);
    }
  }
}
