package io.github.constraineddiffusion.trainer;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A history as dual ascent would leave it on disjoint classes, where everything is known: shares of
 * the classes 0.94, 0.05, 0.01, at least 0.2 asked for the last two, λ* = (0.2633, 0.3033).
 */
public final class FakeHistory {
  public static final double[] SHARE = {0.05, 0.01};
  public static final double[] EXACT = {0.79 / 3, 0.91 / 3};
  public static final double THRESHOLD = Math.log(5);

  private FakeHistory() {}

  /** g(λ) up to a constant: dg/dλᵢ = −log((ρᵢ + λᵢ)/(1 + Σλ)) − log 5. */
  public static double dual(double[] lambda) {
    double sum = 1 + lambda[0] + lambda[1];
    double g = sum * Math.log(sum) - 0.94 * Math.log(0.94);
    for (int i = 0; i < 2; i++) {
      double mass = SHARE[i] + lambda[i];
      g -= mass * Math.log(mass) + lambda[i] * THRESHOLD;
    }
    return g;
  }

  public static RunHistory of(int steps) {
    return of(steps, steps);
  }

  public static RunHistory of(int done, int steps) {
    RunHistory history = new RunHistory(List.of("minority 1", "minority 2"));
    Random random = new Random(3);
    double[] lambda = {0, 0};
    double[] average = {0, 0};
    for (int step = 1; step <= done; step++) {
      double base = 0.28 + 0.7 * Math.exp(-step / 150.0);
      history.add(
          new StepRecord(step, base + 0.03 * random.nextGaussian(), 2e-3, 0.5, step * 0.0125));
      if (step > 200 && step % 5 == 0) {
        history.add(update(step, steps, lambda, average, random));
      }
    }
    return history;
  }

  /**
   * A short run on images, driven by generated shares: digits 4, 5 and 7 have 1 % of the data, at
   * least 10 % is asked for, a dual update every 50 steps.
   */
  public static RunHistory digits(int updates) {
    RunHistory history = new RunHistory(List.of("digit 4", "digit 5", "digit 7"));
    Random random = new Random(5);
    double[] lambda = new double[3];
    double[] average = new double[3];
    for (int k = 1; k <= updates; k++) {
      double total = 1 + Arrays.stream(lambda).sum();
      double[] measured = new double[3];
      double[] error = new double[3];
      for (int i = 0; i < 3; i++) {
        double share = (0.01 + lambda[i]) / total;
        error[i] = Math.sqrt((1 - share) / (share * 640));
        measured[i] = Math.exp(-k / 4.0) - Math.log(share) + error[i] * random.nextGaussian();
      }
      for (int i = 0; i < 3; i++) {
        lambda[i] = Math.max(0, lambda[i] + 0.03 * (measured[i] - Math.log(10)));
        average[i] +=
            (2 * k < updates ? 1 : 1 / (k - updates / 2 + 1.0)) * (lambda[i] - average[i]);
      }
      history.add(new StepRecord(50 * k, 0.05 + 0.5 * Math.exp(-k / 4.0), 1e-3, 1, 2.5 * k));
      double[] threshold = {Math.log(10), Math.log(10), Math.log(10)};
      history.add(
          new DualRecord(50 * k, lambda.clone(), average.clone(), measured, error, threshold));
    }
    return history;
  }

  /** A composition run with these weights and divergences, which have one standard error. */
  public static RunHistory composed(
      List<String> names, List<double[]> lambda, List<double[]> kl, double error) {
    RunHistory history = new RunHistory(names);
    double[] average = lambda.get(0).clone();
    for (int k = 0; k < lambda.size(); k++) {
      double weight = 2 * k < lambda.size() ? 1 : 1 / (k - lambda.size() / 2 + 1.0);
      double[] errors = new double[names.size()];
      Arrays.fill(errors, error);
      for (int i = 0; i < average.length; i++) {
        average[i] += weight * (lambda.get(k)[i] - average[i]);
      }
      double[] none = new double[names.size()];
      history.add(new DualRecord(20 * k, lambda.get(k), average.clone(), kl.get(k), errors, none));
    }
    return history;
  }

  /** What a run without a listener of its own would tell its progress to. */
  public static TrainingListener defaultListener() {
    return TrainingListeners.newDefault();
  }

  /** A state of a run of 4,000 steps, 10 ms a step. */
  public static Progress progress(int step) {
    return new Progress("constrained", step, 4000, step / 100.0, 0, of(step, 4000));
  }

  private static DualRecord update(
      int step, int steps, double[] lambda, double[] average, Random random) {
    double[] error = {0.09, 0.12};
    double[] measured = new double[2];
    double sum = 1 + lambda[0] + lambda[1];
    double rate = 0.05 / Math.sqrt(1 + 3.0 * step / steps);
    for (int i = 0; i < 2; i++) {
      double lag = 2 * Math.exp(-step / 200.0);
      measured[i] = lag - Math.log((SHARE[i] + lambda[i]) / sum) + error[i] * random.nextGaussian();
    }
    for (int i = 0; i < 2; i++) {
      lambda[i] = Math.max(0, lambda[i] + rate * (measured[i] - THRESHOLD));
      double weight = step < steps / 4 ? 1 : 1.0 / (1 + (step - steps / 4) / 5.0);
      average[i] += weight * (lambda[i] - average[i]);
    }
    double[] threshold = {THRESHOLD, THRESHOLD};
    return new DualRecord(
        step, lambda.clone(), average.clone(), measured, error, Arrays.copyOf(threshold, 2));
  }
}
