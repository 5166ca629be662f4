package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.Threshold;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.DrawnBatch;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.divergence.KlMeasurement;
import io.github.constraineddiffusion.divergence.LevelMoments;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Measures every constraint of a problem in the unit of its threshold: nats, or loss. */
final class ConstraintMeter implements Meter {
  private final DivergenceEstimator estimator;
  private final List<SampleSource> klSources = new ArrayList<>();
  private final List<Denoiser> klReferences = new ArrayList<>();
  private final List<SampleSource> lossSources = new ArrayList<>();
  private final boolean[] inLoss;
  private final long lossElements;
  private final double[] thresholds;
  private final double[] offsets;
  private final double fullRange;

  /**
   * Prepares the measurement.
   *
   * @param references one for each constraint; null for those in loss units
   * @param how over which levels, and what is taken off
   */
  ConstraintMeter(
      ConstrainedProblem problem,
      List<Denoiser> references,
      ForwardProcess forward,
      NatsMeasurement how) {
    this.estimator = new DivergenceEstimator(forward, how.maxLogSnr(), Double.NEGATIVE_INFINITY);
    this.fullRange = new DivergenceEstimator(forward).logSnrRange();
    this.offsets = offsets(how, problem.constraints().size());
    int m = problem.constraints().size();
    this.inLoss = new boolean[m];
    this.lossElements = problem.objective().sampleShape().size();
    this.thresholds = new double[m];
    for (int i = 0; i < m; i++) {
      KlConstraint constraint = problem.constraints().get(i);
      if (constraint.threshold() instanceof Threshold.MaxLoss loss) {
        inLoss[i] = true;
        thresholds[i] = loss.loss();
        lossSources.add(constraint.source());
      } else {
        thresholds[i] = constraint.nats();
        klSources.add(constraint.source());
        klReferences.add(requireReference(references.get(i), constraint));
      }
    }
  }

  private static Denoiser requireReference(Denoiser reference, KlConstraint constraint) {
    if (reference == null) {
      throw new IllegalArgumentException(
          "constraint '%s' has no reference to measure nats against: give it one by reference(...)"
              .formatted(constraint.name()));
    }
    return reference;
  }

  private static double[] offsets(NatsMeasurement how, int constraints) {
    if (how.offsets().isEmpty()) {
      return new double[constraints];
    }
    if (how.offsets().size() != constraints) {
      throw new IllegalArgumentException(
          "there are %d offsets in nats, but %d constraints: give one each"
              .formatted(how.offsets().size(), constraints));
    }
    return how.offsets().stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public double[] thresholds() {
    return thresholds.clone();
  }

  /**
   * Returns how large one nat is in the unit of a constraint: a difference of losses is a mean over
   * T levels and d elements, a KL half an integral over log-SNR. Exact where levels are uniform in
   * log-SNR; elsewhere the mean over levels.
   */
  @Override
  public double oneNat(int constraint) {
    return inLoss[constraint] ? 2 / (fullRange * lossElements) : 1;
  }

  @Override
  public boolean alwaysOnAverage() {
    // offsets are the misfit of averaged weights: raw ones have more
    return Arrays.stream(offsets).anyMatch(offset -> offset != 0);
  }

  /** Draws by what earlier measurements taught about the levels. */
  @Override
  public Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory) {
    LevelMoments moments = LevelMoments.of(memory);
    DrawnBatch forKl =
        klSources.isEmpty()
            ? null
            : estimator.drawForKl(scope, random, klSources, samples, moments);
    DrawnBatch forLoss =
        lossSources.isEmpty() ? null : estimator.drawForLoss(scope, random, lossSources, samples);
    return model -> measure(forKl, forLoss, model, moments);
  }

  private Reading measure(
      DrawnBatch forKl, DrawnBatch forLoss, Denoiser model, LevelMoments before) {
    // an absent batch is null, which try-with-resources leaves alone
    try (DrawnBatch kl = forKl;
        DrawnBatch loss = forLoss) {
      KlMeasurement measured =
          kl == null ? new KlMeasurement(List.of(), before) : estimator.kl(kl, klReferences, model);
      List<Estimate> losses = loss == null ? List.of() : estimator.loss(loss, model);
      return new Reading(inOrder(measured.estimates(), losses), measured.moments().values());
    }
  }

  /** Measures once, with a pilot of its own. */
  List<Estimate> measure(NDManager scope, RandomGenerator random, Denoiser model, int samples) {
    List<Estimate> kl =
        klSources.isEmpty()
            ? List.of()
            : estimator.kl(scope, random, klSources, klReferences, model, samples);
    return inOrder(kl, losses(scope, random, model, samples));
  }

  private List<Estimate> losses(
      NDManager scope, RandomGenerator random, Denoiser model, int samples) {
    return lossSources.isEmpty()
        ? List.of()
        : estimator.loss(scope, random, lossSources, model, samples);
  }

  private List<Estimate> inOrder(List<Estimate> kl, List<Estimate> loss) {
    List<Estimate> result = new ArrayList<>();
    int nextKl = 0;
    int nextLoss = 0;
    for (boolean asLoss : inLoss) {
      result.add(asLoss ? loss.get(nextLoss++) : less(kl.get(nextKl++), offsets[result.size()]));
    }
    return result;
  }

  private static Estimate less(Estimate kl, double offset) {
    return new Estimate(kl.value() - offset, kl.standardError(), kl.samples());
  }
}
