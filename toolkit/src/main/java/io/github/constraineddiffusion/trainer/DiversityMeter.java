package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.Diversity;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Measures diversity as D_KL(s‖uniform) = log C − H(s) nats, s the shares of the C classes among
 * generated samples; counts fade by 1 − 1/smoothing at each measurement.
 *
 * <p>The entropy of counted shares is too small by (C − 1)/2n on average (Miller 1955), which is
 * made good.
 */
final class DiversityMeter implements Meter {
  private static final int SAMPLES = 200;
  private static final double AGREEMENT = 0.9;

  private final GeneratedClasses judge;
  private final ShareMeasurement how;
  private final Diversity diversity;
  private final int[] classes;

  DiversityMeter(
      ConstrainedProblem problem, ShareMeasurement how, Session session, NoiseSchedule schedule) {
    this.judge = new GeneratedClasses(problem, how, session, schedule);
    this.how = how;
    this.diversity = problem.diversity().orElseThrow();
    List<SampleSource> sources = diversity.classes();
    this.classes = new int[sources.size()];
    Set<Integer> taken = new HashSet<>();
    for (int c = 0; c < classes.length; c++) {
      classes[c] = told(judge.of(sources.get(c), "diversity", c, SAMPLES), c);
      if (!taken.add(classes[c])) {
        throw new IllegalArgumentException(
            "the classifier gives the data of two classes to the same class %d: give one that tells them apart"
                .formatted(classes[c]));
      }
    }
  }

  private static int told(int[] counts, int of) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
    }
    if (counts[best] < AGREEMENT * SAMPLES) {
      throw new IllegalArgumentException(
          "the classifier gives the data of class %d to class %d in %d of %d samples, but diversity can be"
                  .formatted(of, best, counts[best], SAMPLES)
              + " counted only where it tells 9 of 10: give a classifier of these classes");
    }
    return best;
  }

  @Override
  public double[] thresholds() {
    return new double[] {Math.log(classes.length / diversity.effective())};
  }

  @Override
  public double oneNat(int constraint) {
    return 1;
  }

  /** μ tilts the weights of the classes: the data's part is not 1/(1 + μ). */
  @Override
  public boolean mixes(int constraint) {
    return false;
  }

  @Override
  public double overlap() {
    return how.overlap();
  }

  @Override
  public boolean alwaysOnAverage() {
    return true;
  }

  /** Draws as it measures: the model generates the samples. */
  @Override
  public Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory) {
    return model -> measure(judge.generated(model, random), memory);
  }

  /** Measures on samples that are there already. */
  Reading measure(NDArray generated, double[] memory) {
    return measure(judge.count(generated), memory);
  }

  /** The memory is Σw² over samples of weight w, then Σw of each class. */
  private Reading measure(int[] found, double[] memory) {
    double[] sums = memory.length == 0 ? new double[1 + classes.length] : memory.clone();
    double fading = 1 - 1 / how.smoothing();
    sums[0] *= fading * fading;
    for (int c = 0; c < classes.length; c++) {
      sums[1 + c] = fading * sums[1 + c] + found[classes[c]];
      sums[0] += found[classes[c]];
    }
    return new Reading(List.of(estimate(sums)), sums);
  }

  /**
   * log C − H with H = −Σ s·log s + (C_seen − 1)/2n, of variance (Σ s·(log s)² − H²)/n + (C −
   * 1)/2n² (Harris 1975), n = (Σw)²/Σw² being what the faded samples are worth.
   */
  private Estimate estimate(double[] sums) {
    double[] counts = Arrays.copyOfRange(sums, 1, sums.length);
    double all = Arrays.stream(counts).sum();
    if (all == 0) {
      return new Estimate(Math.log(classes.length), Math.log(classes.length), 0);
    }
    double n = all * all / sums[0];
    double entropy = 0;
    double square = 0;
    int seen = 0;
    for (double count : counts) {
      double s = count / all;
      double log = s > 0 ? Math.log(s) : 0;
      entropy -= s * log;
      square += s * log * log;
      seen += s > 0 ? 1 : 0;
    }
    double variance =
        Math.max(0, square - entropy * entropy) / n + (classes.length - 1) / (2 * n * n);
    double corrected = entropy + (seen - 1) / (2 * n);
    return new Estimate(
        Math.log(classes.length) - corrected, Math.sqrt(variance), (int) Math.round(n));
  }
}
