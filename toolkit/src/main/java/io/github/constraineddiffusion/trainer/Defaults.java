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
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * How constraints are measured, and when λ moves, where nobody has said.
 *
 * <p>Minimum shares of images whose classifier is known are measured by generated shares, which
 * need neither a reference nor a calibration (notebooks 02 and 03 compare them); all else in nats,
 * as is anything for which a reference was given.
 */
final class Defaults {
  private static final int IMAGE_DIMENSIONS = 3;
  private static final double SAMPLES_PER_STEP = 32.0 / 30;
  private static final int WORTH = 288;
  private static final int EVERY_WHEN_TUNING = 20;
  private static final int WARM_UP = 200;
  private static final int FEW_IMAGES = 64;

  /** Of all samples together: nearer to 1, λ* is too large to begin with. */
  private static final double MOST = 0.98;

  private static final DualSchedule BY_NATS = DualSchedule.every(5).averaging();
  private static final DualSchedule BY_SHARES =
      DualSchedule.every(30).stepSize(0.014).decay(Decay.cosine(0.2)).averaging(0.5).settle(0.15);

  private static final DualSchedule BY_REWARDS =
      DualSchedule.every(25).decay(Decay.cosine(0.2)).averaging(0.5).settle(0.15);

  private Defaults() {}

  static void fill(TrainerSettings settings, ConstrainedProblem problem) {
    if (settings.constrained && problem.minimizesWorst()) {
      fillWorst(settings);
    }
    if (settings.measurement == null) {
      settings.measurement = measurement(settings, problem);
    } else if (settings.constrained && problem.tilted()) {
      settings.measurement = GeneratedMeasurement.of(settings.measurement);
    }
    if (settings.dual == null) {
      boolean shares = settings.measurement instanceof ShareMeasurement;
      settings.dual =
          problem.tilted() ? BY_REWARDS : shares ? byShares(problem, settings.steps) : BY_NATS;
    }
  }

  /**
   * Fine-tuning is short, and where all constraints are to pre-trained models λ* is known for
   * disjoint data, w/(1 − w): from there, in steps of a twentieth of what would close the error at
   * once, since log w moves by 1/(λ(1 + λ)) with λ.
   */
  private static DualSchedule byShares(ConstrainedProblem problem, int steps) {
    List<KlConstraint> constraints = problem.constraints();
    double kept = constraints.stream().mapToDouble(each -> Math.exp(-each.nats())).sum();
    if (!constraints.stream().allMatch(each -> each.pretrained().isPresent()) || kept > MOST) {
      return BY_SHARES;
    }
    double total = kept / (1 - kept);
    return DualSchedule.every(EVERY_WHEN_TUNING)
        .stepSize(total * (1 + total) / 20)
        .decay(Decay.cosine(0.2))
        .averaging(0.5)
        .settle(0.15)
        .warmUp(Math.min(WARM_UP, steps / 4))
        .start(
            constraints.stream()
                .mapToDouble(each -> Math.exp(-each.nats()) / (1 - kept))
                .toArray());
  }

  /** The rule of the simplex takes the place of the usual one, which is nobody's choice. */
  private static void fillWorst(TrainerSettings settings) {
    DualSchedule given = settings.dual == null ? BY_NATS : settings.dual;
    boolean chosen = !(given.update() instanceof ProjectedSubgradient);
    settings.dual = chosen ? given : given.onSimplex();
  }

  private static Measurement measurement(TrainerSettings settings, ConstrainedProblem problem) {
    boolean images = problem.objective().sampleShape().dimension() == IMAGE_DIMENSIONS;
    if (settings.constrained && problem.tilted()) {
      return generated(settings, problem, images);
    }
    boolean shares =
        settings.constrained
            && images
            && problem.constraints().stream().allMatch(Defaults::asksShareOnly);
    if (!shares) {
      return Measurement.nats();
    }
    DualSchedule dual = settings.dual == null ? byShares(problem, settings.steps) : settings.dual;
    return classifier(settings.session, problem)
        .<Measurement>map(classifier -> byShares(classifier, dual.every()))
        .orElse(Measurement.nats());
  }

  /** Shares are counted among samples that are generated for rewards anyway. */
  private static Measurement generated(
      TrainerSettings settings, ConstrainedProblem problem, boolean images) {
    GeneratedMeasurement plain = Measurement.generated().clip(images ? 1 : 0);
    if (!images) {
      return plain;
    }
    GeneratedMeasurement few = plain.samples(FEW_IMAGES);
    boolean shares = problem.constraints().stream().allMatch(Defaults::asksShareOnly);
    return classifier(settings.session, problem)
        .map(known -> shares ? few.sharesToldBy(known) : few.toldBy(known))
        .orElse(few);
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
    return (constraint.threshold() instanceof Threshold.MinShare
            || constraint.threshold() instanceof Threshold.MinEffectiveClasses)
        && (constraint.reference().isEmpty() || constraint.pretrained().isPresent());
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
