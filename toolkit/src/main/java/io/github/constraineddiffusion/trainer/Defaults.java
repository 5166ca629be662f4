package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ClassifierProvider;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.constraint.Threshold;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.ProjectedSubgradient;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * How constraints are measured, and when λ moves, where nobody has said.
 *
 * <p>Minimum shares of images whose classifier is known are measured by generated shares, which
 * need neither a reference nor a calibration (notebook 02 compares them); all else in nats, as is
 * anything for which a reference was given.
 */
final class Defaults {
  private static final int IMAGE_DIMENSIONS = 3;
  private static final double SAMPLES_PER_STEP = 32.0 / 30;
  private static final int WORTH = 288;
  private static final DualSchedule BY_NATS = DualSchedule.every(5).averaging();
  private static final DualSchedule BY_SHARES =
      DualSchedule.every(30).stepSize(0.014).decay(Decay.cosine(0.2)).averaging(0.5).settle(0.15);

  private Defaults() {}

  static void fill(TrainerSettings settings, ConstrainedProblem problem) {
    if (settings.constrained && problem.minimizesWorst()) {
      fillWorst(settings);
    }
    if (settings.measurement == null) {
      settings.measurement = measurement(settings, problem);
    }
    if (settings.dual == null) {
      settings.dual = settings.measurement instanceof ShareMeasurement ? BY_SHARES : BY_NATS;
    }
  }

  /** The rule of the simplex takes the place of the usual one, which is nobody's choice. */
  private static void fillWorst(TrainerSettings settings) {
    DualSchedule given = settings.dual == null ? BY_NATS : settings.dual;
    boolean chosen = !(given.update() instanceof ProjectedSubgradient);
    settings.dual = chosen ? given : given.onSimplex();
  }

  private static Measurement measurement(TrainerSettings settings, ConstrainedProblem problem) {
    boolean shares =
        settings.constrained
            && problem.objective().sampleShape().dimension() == IMAGE_DIMENSIONS
            && problem.constraints().stream().allMatch(Defaults::asksShareOnly);
    if (!shares) {
      return Measurement.nats();
    }
    DualSchedule dual = settings.dual == null ? BY_SHARES : settings.dual;
    return classifier(settings.session, problem)
        .<Measurement>map(classifier -> byShares(classifier, dual.every()))
        .orElse(Measurement.nats());
  }

  /**
   * As many samples as keep the cost well below a tenth of training, counted over some {@link
   * #WORTH}.
   */
  private static ShareMeasurement byShares(SampleClassifier classifier, int everySteps) {
    int samples = Math.max(10, (int) Math.round(SAMPLES_PER_STEP * everySteps));
    double smoothing = Math.max(1, (1 + (double) WORTH / samples) / 2);
    return Measurement.generatedShares(classifier)
        .samples(samples)
        .method(DpmSolverPlusPlus.steps(12))
        .smoothing(smoothing);
  }

  private static boolean asksShareOnly(KlConstraint constraint) {
    return constraint.threshold() instanceof Threshold.MinShare && constraint.reference().isEmpty();
  }

  private static Optional<SampleClassifier> classifier(
      Session session, ConstrainedProblem problem) {
    return ServiceLoader.load(ClassifierProvider.class, ClassifierProvider.class.getClassLoader())
        .stream()
        .map(provider -> provider.get().classifierOf(session, problem.objective()))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
