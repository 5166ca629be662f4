package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/** Checks on numbers, with the value, the limit and the remedy in the message. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value, String remedy) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s is %s, but must be a finite number above 0: give %s".formatted(name, value, remedy));
    }
  }

  /** Returns a copy of the multipliers, checked: one for each constraint, finite, at least 0. */
  static double[] multipliers(double[] lambda, int constraints) {
    if (lambda.length != constraints) {
      throw new IllegalArgumentException(
          "%d multipliers were given for %d constraints: give one for each"
              .formatted(lambda.length, constraints));
    }
    for (double value : lambda) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "multipliers "
                + Arrays.toString(lambda)
                + " hold "
                + value
                + ", but a multiplier is a finite number of at least 0: project it onto [0, ∞)");
      }
    }
    return lambda.clone();
  }

  /** Refuses problems without an objective of their own, diversity and rewards. */
  static void requireObjective(ConstrainedProblem problem, String what, String remedy) {
    if (problem.minimizesWorst()) {
      throw new IllegalArgumentException(
          "%s is for problems with an objective, but this one is \"%s\": use %s"
              .formatted(what, problem, remedy));
    }
    requireDivergences(problem, what, "RewardOracle");
    if (problem.diversity().isPresent()) {
      throw new IllegalArgumentException(
          "%s is for divergences, but this problem is \"%s\": its optimum is diversity.optimum()"
              .formatted(what, problem));
    }
  }

  /** Refuses problems with rewards, or diversity beside other constraints. */
  static void requireDivergences(ConstrainedProblem problem, String what, String remedy) {
    if (problem.tilted()) {
      throw new IllegalArgumentException(
          "%s is for divergences, but this problem is \"%s\": use %s, or problem.divergencesOnly()"
              .formatted(what, problem, remedy));
    }
  }

  /** Returns (1, λ₁, …, λ_m): the unnormalised weights of (q, q¹, …, qᵐ) in the λ-mixture. */
  static double[] withObjective(double[] lambda) {
    var weights = new double[lambda.length + 1];
    weights[0] = 1;
    System.arraycopy(lambda, 0, weights, 1, lambda.length);
    return weights;
  }
}
