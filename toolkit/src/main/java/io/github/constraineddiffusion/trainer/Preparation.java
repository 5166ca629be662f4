package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.FeasibilityReport;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.RewardTilt;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.MadeFor;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.dual.DualAscent;
import io.github.constraineddiffusion.dual.SimplexAscent;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.TrainingLease;
import java.util.List;
import java.util.Optional;

/** Checks a run before it starts, builds its parts, and starts it. */
final class Preparation {
  private final ConstrainedProblem problem;
  private final TrainerSettings settings;
  private final ForwardProcess forward;

  Preparation(ConstrainedProblem problem, TrainerSettings settings) {
    this.problem = problem;
    this.settings = settings;
    this.forward = new ForwardProcess(settings.session.manager(), settings.schedule);
  }

  /**
   * A run that is ready for its loop.
   *
   * @param dual null for an unconstrained run
   */
  record Ready(
      ConstrainedProblem problem,
      TrainerSettings settings,
      ForwardProcess forward,
      Network network,
      Sources sources,
      References references,
      DualController dual,
      List<String> warnings) {

    Run run(Outcome outcome) {
      return new Run(problem, settings, forward, network, outcome, references, warnings);
    }
  }

  Run start(boolean resume) {
    List<String> warnings = check();
    try (TrainingLease lease = TrainingLease.take(settings.name)) {
      Checkpoints checkpoints = Checkpoints.open(settings, problem);
      Optional<SavedRun> saved = checkpoints.newest(settings.session.manager());
      try {
        return continued(checkpoints, saved, resume, warnings);
      } finally {
        saved.ifPresent(SavedRun::close);
      }
    }
  }

  /** Refuses what cannot be trained, and returns what is to be warned of. */
  private List<String> check() {
    List<String> warnings = new java.util.ArrayList<>(problem.warnings());
    settings.schedule.samplingWarning().ifPresent(warnings::add);
    requireFits();
    boolean divergences = problem.tilted() || problem.diversity().isEmpty();
    if (settings.constrained
        && !problem.minimizesWorst()
        && divergences
        && !problem.constraints().isEmpty()) {
      requireFeasible(warnings);
    }
    return warnings;
  }

  /** Makes everything but the loop, for a run that no model teaches; the caller has the lease. */
  Ready ready() {
    List<String> warnings = check();
    Network network = settings.network(centre());
    try {
      return settings.constrained
          ? constrained(network, Sources.of(problem), null, 0, warnings)
          : plain(network, warnings);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private Ready plain(Network network, List<String> warnings) {
    References none = new References(List.of(), false, 0);
    Sources data = Sources.only(problem.objective());
    return new Ready(problem, settings, forward, network, data, none, null, warnings);
  }

  private SampleSource centre() {
    return Sources.of(problem.divergencesOnly()).centre();
  }

  /**
   * Finds the references and prepares the multipliers.
   *
   * @param tilt null for a problem without rewards
   */
  private Ready constrained(
      Network network, Sources sources, RewardTilt tilt, double seconds, List<String> warnings) {
    References references = new ReferenceTrainer(problem, settings, forward).references(seconds);
    DualController dual = controller(references, tilt);
    return new Ready(problem, settings, forward, network, sources, references, dual, warnings);
  }

  private Run continued(
      Checkpoints checkpoints, Optional<SavedRun> saved, boolean resume, List<String> warnings) {
    if (saved.isPresent() && !resume) {
      throw new IllegalArgumentException(
          settings.checkpointFolder
              + " holds a run already, at step "
              + saved.get().manifest().step()
              + ": call resume() to continue it, or name another folder");
    }
    return build(checkpoints, saved, warnings);
  }

  /** Builds the network first: weights that do not fit are refused before anything takes time. */
  private Run build(Checkpoints checkpoints, Optional<SavedRun> saved, List<String> warnings) {
    RewardTilt tilt =
        settings.constrained && problem.tilted() ? RewardTilt.of(problem, settings.session) : null;
    Network network = settings.network(centre());
    try {
      if (!settings.constrained) {
        return train(plain(network, warnings), checkpoints, saved);
      }
      if (tilt != null) {
        Sources sources = Sources.tilted(problem, tilt);
        return train(constrained(network, sources, tilt, 0, warnings), checkpoints, saved);
      }
      warnings.addAll(Teachers.warnings(problem, settings));
      try (Teachers teachers = Teachers.of(problem, settings.session, forward)) {
        Sources sources = Sources.of(problem, teachers.banks());
        return train(
            constrained(network, sources, null, teachers.seconds(), warnings), checkpoints, saved);
      }
    } catch (TrainingFailure failure) {
      // it holds a run of this network
      throw failure;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private Run train(Ready ready, Checkpoints checkpoints, Optional<SavedRun> saved) {
    AdamW adam = new AdamW(ready.network().weights(), settings.optimizer);
    TrainingLoop loop =
        new TrainingLoop(settings, ready.sources(), forward, ready.network(), adam, ready.dual());
    saved.ifPresent(loop::restore);
    boolean interrupted = loop.run(checkpoints, ready::run);
    return ready.run(loop.outcome(interrupted));
  }

  private DualController controller(References references, RewardTilt tilt) {
    MeterChoice meters = new MeterChoice(problem, settings, forward, references);
    Meter meter = tilt == null ? meters.plain() : meters.tilted(tilt);
    return new DualController(
        problem.names(), settings.dual, meter, settings.steps, problem.minimizesWorst());
  }

  private void requireDiversityByShares() {
    if (!(settings.measurement instanceof ShareMeasurement)) {
      throw new IllegalArgumentException(
          "diversity is counted on generated samples, but the measurement is "
              + settings.measurement.description()
              + ": call measuredBy(Measurement.generatedShares(classifier))");
    }
    if (settings.primal == PrimalMode.SEPARATE_BATCHES) {
      throw new IllegalArgumentException(
          "separate batches were asked for, but diversity is trained on its mixture of classes:"
              + " leave primal(...) out");
    }
  }

  private void requireRowsByWeight() {
    if (settings.primal == PrimalMode.SEPARATE_BATCHES) {
      throw new IllegalArgumentException(
          "separate batches were asked for, but with rewards rows are drawn by their weights from all data together: leave primal(...) out");
    }
  }

  /** On the simplex λ weighs models against each other: there is no objective beside them. */
  private void requireFits() {
    settings.denoiser.madeFor().ifPresent(this::requireMadeForThis);
    boolean simplex = settings.constrained && settings.dual.update() instanceof SimplexAscent;
    if (simplex != (settings.constrained && problem.minimizesWorst())) {
      throw new IllegalArgumentException(
          "the problem is \"%s\", but the dual update is %s: problems by minimizeWorst, and they"
                  .formatted(problem, settings.dual.update().name())
              + " only, take update(SimplexAscent.scaled())");
    }
    for (KlConstraint constraint : problem.constraints()) {
      if (constraint
          .referenceSchedule()
          .filter(made -> !made.equals(settings.schedule))
          .isPresent()) {
        throw new IllegalArgumentException(
            "the trainer's schedule is %s, but the reference of '%s' was made for %s: call schedule(...)"
                    .formatted(
                        settings.schedule,
                        constraint.name(),
                        constraint.referenceSchedule().orElseThrow())
                + " with that one");
      }
    }
    if (settings.constrained && !problem.minimizesWorst()) {
      problem.constraints().forEach(this::requireSamePrediction);
    }
    if (settings.constrained && problem.diversity().isPresent() && !problem.tilted()) {
      requireDiversityByShares();
    }
    if (settings.constrained) {
      // made again once constraints can be measured: here for what it refuses
      DualAscent.of(settings.dual, problem.names().size(), settings.steps);
    }
    if (problem.tilted() && settings.constrained) {
      requireRowsByWeight();
    }
    if (problem.minimizesWorst() && settings.primal == PrimalMode.SEPARATE_BATCHES) {
      throw new IllegalArgumentException(
          "separate batches were asked for, but a problem by minimizeWorst is trained on its blend:"
              + " leave primal(...) out");
    }
  }

  private void requireMadeForThis(MadeFor weights) {
    if (weights.prediction() != settings.prediction) {
      throw otherPrediction("the weights that training begins with", weights.prediction());
    }
    if (!weights.schedule().equals(settings.schedule)) {
      throw new IllegalArgumentException(
          "the trainer's schedule is %s, but the weights that training begins with were made for %s: call"
                  .formatted(settings.schedule, weights.schedule())
              + " startingFrom(model), or schedule(...) with that one");
    }
  }

  /** Its predictions would blow up at pure noise. */
  private void requireSamePrediction(KlConstraint constraint) {
    constraint
        .pretrained()
        .map(samples -> samples.model().card().prediction())
        .filter(made -> made != settings.prediction)
        .ifPresent(
            made -> {
              throw otherPrediction(
                  "the pre-trained model of '%s'".formatted(constraint.name()), made);
            });
  }

  private IllegalArgumentException otherPrediction(String of, PredictionType made) {
    return new IllegalArgumentException(
        "the trainer's prediction is %s, but that of %s is %s: call startingFrom(model), or"
                .formatted(settings.prediction, of, made)
            + " prediction(PredictionType."
            + made
            + ")");
  }

  private void requireFeasible(List<String> warnings) {
    FeasibilityReport report = FeasibilityReport.of(problem.divergencesOnly());
    if (report.infeasible()) {
      if (!settings.evenIfInfeasible && !settings.dual.formulation().givesWay()) {
        throw new IllegalArgumentException(
            report + "\nTo train all the same, call evenIfInfeasible()");
      }
      warnings.add(report.toString());
    }
  }
}
