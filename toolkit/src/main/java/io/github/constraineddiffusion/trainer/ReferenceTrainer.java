package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.Threshold;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import java.util.ArrayList;
import java.util.List;

/** Finds the optimal denoiser of every constraint's data: given, in closed form, or trained. */
final class ReferenceTrainer {
  private static final int DEFAULT_STEPS = 2000;
  private static final long SEED_OFFSET = 0x5eed;

  private final ConstrainedProblem problem;
  private final TrainerSettings settings;
  private final ForwardProcess forward;

  ReferenceTrainer(ConstrainedProblem problem, TrainerSettings settings, ForwardProcess forward) {
    this.problem = problem;
    this.settings = settings;
    this.forward = forward;
  }

  /**
   * Finds them.
   *
   * @param spent seconds that other preparations took
   */
  References references(double spent) {
    List<Denoiser> denoisers = new ArrayList<>();
    boolean learned = false;
    double seconds = spent;
    for (KlConstraint constraint : problem.constraints()) {
      boolean needed =
          (problem.tilted() || problem.diversity().isEmpty())
              && !(constraint.threshold() instanceof Threshold.MaxLoss);
      if (!needed) {
        denoisers.add(null);
      } else if (constraint.reference().isPresent()) {
        denoisers.add(constraint.reference().get());
      } else if (settings.referenceSteps == 0
          && constraint.source() instanceof GaussianMixture mixture) {
        denoisers.add(GaussianMixtureDenoiser.of(settings.session, mixture, settings.schedule));
      } else if (byShares()) {
        denoisers.add(null);
      } else {
        long start = System.nanoTime();
        denoisers.add(train(constraint, denoisers.size()));
        seconds += (System.nanoTime() - start) / 1e9;
        learned = true;
      }
    }
    return new References(denoisers, learned, seconds);
  }

  private boolean byShares() {
    return settings.measurement instanceof ShareMeasurement
        || settings.measurement instanceof GeneratedMeasurement generated
            && generated.divergences().isEmpty();
  }

  /** Trains plainly on the constraint's data; a stopped reference would be a wrong one. */
  private Denoiser train(KlConstraint constraint, int index) {
    TrainerSettings own = settings.copy();
    own.name = "reference for " + constraint.name();
    own.session = settings.session.seed(settings.session.seed() + SEED_OFFSET + index);
    own.steps = settings.referenceSteps == 0 ? DEFAULT_STEPS : settings.referenceSteps;
    own.constrained = false;
    own.checkpointFolder = null;
    own.snapshots = null;
    if (own.optimizer.towardsStart()) {
      // a reference is to fit its own data, however far from the start they are
      own.optimizer = own.optimizer.withWeightDecay(AdamWConfig.defaults().weightDecay());
    }
    // it is asked without a class, so that is what it learns
    own.dropLabels = 1;
    Network network = own.network(constraint.source());
    AdamW adam = new AdamW(network.weights(), own.optimizer);
    TrainingLoop loop =
        new TrainingLoop(own, Sources.only(constraint.source()), forward, network, adam, null);
    boolean interrupted = loop.run(Checkpoints.none(), null);
    if (interrupted) {
      throw new java.util.concurrent.CancellationException(
          "interrupted while training the " + own.name + ": no constrained step was taken");
    }
    return network.denoiser(loop.outcome(false).average());
  }
}
