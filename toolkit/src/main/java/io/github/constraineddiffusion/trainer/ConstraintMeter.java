package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.Threshold;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.DivergenceEstimator;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.divergence.KlMeasurement;
import io.github.constraineddiffusion.divergence.LevelMoments;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Measures every constraint of a problem in the unit of its threshold: nats, or loss. */
final class ConstraintMeter {
  private final DivergenceEstimator estimator;
  private final List<SampleSource> klSources = new ArrayList<>();
  private final List<Denoiser> klReferences = new ArrayList<>();
  private final List<SampleSource> lossSources = new ArrayList<>();
  private final boolean[] inLoss;
  private final long lossElements;
  private final double[] thresholds;

  /**
   * Prepares the measurement.
   *
   * @param references one for each constraint; null for those in loss units
   */
  ConstraintMeter(
      ConstrainedProblem problem, List<Denoiser> references, DivergenceEstimator estimator) {
    this.estimator = estimator;
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
        klReferences.add(references.get(i));
      }
    }
  }

  double[] thresholds() {
    return thresholds.clone();
  }

  /**
   * Returns how large one nat is in the unit of a constraint: a difference of losses is a mean over
   * T levels and d elements, a KL half an integral over log-SNR.
   */
  double oneNat(int constraint) {
    return inLoss[constraint] ? 2 / (estimator.logSnrRange() * lossElements) : 1;
  }

  /** Measures once, with what earlier measurements taught about the levels. */
  KlMeasurement measure(
      NDManager scope, RandomGenerator random, Denoiser model, int samples, LevelMoments moments) {
    KlMeasurement kl =
        klSources.isEmpty()
            ? new KlMeasurement(List.of(), moments)
            : estimator.kl(scope, random, klSources, klReferences, model, samples, moments);
    return new KlMeasurement(
        inOrder(kl.estimates(), losses(scope, random, model, samples)), kl.moments());
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
      result.add(asLoss ? loss.get(nextLoss++) : kl.get(nextKl++));
    }
    return result;
  }
}
