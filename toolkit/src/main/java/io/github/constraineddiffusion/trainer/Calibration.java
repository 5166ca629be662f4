package io.github.constraineddiffusion.trainer;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * What a model of known shares teaches about measuring nats on images.
 *
 * <p>For disjoint classes D_KL(qⁱ‖p) = −log share of class i, and the integral over log-SNR reaches
 * that value where the class is decided; beyond, it only adds the network's misfit. Of several cuts
 * the one is taken where the measured nats come closest to −log share over all classes, and what is
 * left over is an offset for each class.
 *
 * @param cuts the log-SNRs tried
 * @param nats measured nats up to each cut, one row for each constraint
 * @param known −log share of each constraint's class
 * @param chosen index of the cut taken
 */
public record Calibration(double[] cuts, Estimate[][] nats, double[] known, int chosen) {
  private static final long PLACE = 11;
  private static final int CHUNK = 50;

  /**
   * Calibrates on a model whose shares are known, usually the unconstrained one.
   *
   * @param session device, seed and memory
   * @param problem constraints with references
   * @param model the model's denoiser
   * @param schedule its noise schedule
   * @param shares the share of each constraint's class in the model, in (0, 1)
   * @param samples samples of each class for each cut, at least 50
   * @param cuts log-SNRs to try, at least one
   * @return the calibration
   * @throws CancellationException if the thread is interrupted
   */
  public static Calibration on(
      Session session,
      ConstrainedProblem problem,
      Denoiser model,
      NoiseSchedule schedule,
      double[] shares,
      int samples,
      double... cuts) {
    int m = problem.constraints().size();
    if (shares.length != m || Arrays.stream(shares).anyMatch(s -> !(s > 0 && s < 1))) {
      throw new IllegalArgumentException(
          "shares are %s, but each of the %d constraints needs one in (0, 1)"
              .formatted(Arrays.toString(shares), m));
    }
    if (cuts.length == 0 || samples < CHUNK) {
      throw new IllegalArgumentException(
          "%d cuts and %d samples were given, but at least 1 and %d are needed"
              .formatted(cuts.length, samples, CHUNK));
    }
    ForwardProcess forward = new ForwardProcess(session.manager(), schedule);
    Estimate[][] nats = new Estimate[m][cuts.length];
    for (int c = 0; c < cuts.length; c++) {
      List<Estimate> at = measure(session, problem, model, forward, cuts[c], samples, c);
      for (int i = 0; i < m; i++) {
        nats[i][c] = at.get(i);
      }
    }
    double[] known = Arrays.stream(shares).map(s -> -Math.log(s)).toArray();
    return new Calibration(cuts.clone(), nats, known, closest(nats, known));
  }

  private static List<Estimate> measure(
      Session session,
      ConstrainedProblem problem,
      Denoiser model,
      ForwardProcess forward,
      double cut,
      int samples,
      int place) {
    List<Denoiser> references = new ArrayList<>();
    List<SampleSource> sources = new ArrayList<>();
    for (KlConstraint constraint : problem.constraints()) {
      references.add(
          constraint
              .reference()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "constraint '%s' has no reference: give it one by reference(...)"
                              .formatted(constraint.name()))));
      sources.add(constraint.source());
    }
    DivergenceEstimator estimator = new DivergenceEstimator(forward, cut, Double.NEGATIVE_INFINITY);
    int chunks = (samples + CHUNK - 1) / CHUNK;
    List<List<Estimate>> parts = new ArrayList<>();
    for (int k = 0; k < chunks; k++) {
      if (Thread.interrupted()) {
        throw new CancellationException("interrupted while calibrating");
      }
      try (NDManager scope = session.scope()) {
        parts.add(
            estimator.kl(
                scope, session.random(PLACE, place, k), sources, references, model, CHUNK));
      }
    }
    return Estimates.mean(parts);
  }

  private static int closest(Estimate[][] nats, double[] known) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < nats[0].length; c++) {
      double squares = 0;
      for (int i = 0; i < known.length; i++) {
        squares += Math.pow(nats[i][c].value() - known[i], 2);
      }
      if (squares < least) {
        least = squares;
        best = c;
      }
    }
    return best;
  }

  /** {@return the cut taken, a log-SNR} */
  public double cut() {
    return cuts[chosen];
  }

  /** {@return measured nats less −log share at the cut, one for each constraint} */
  public double[] offsets() {
    double[] offsets = new double[known.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = nats[i][chosen].value() - known[i];
    }
    return offsets;
  }

  /** {@return how to measure with this calibration} */
  public NatsMeasurement measurement() {
    return Measurement.nats().upTo(cut()).offsets(offsets());
  }
}
