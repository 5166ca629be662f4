package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** Collects the constraints of a {@link ConstrainedProblem} and checks them together. */
public final class ConstrainedProblemBuilder {
  /** Shares such as 0.1 and 0.9 count as summing to 1. */
  static final double ROUNDING = 1e-9;

  private final SampleSource objective;
  private final List<KlConstraint> constraints = new ArrayList<>();
  private final List<RewardConstraint> rewards = new ArrayList<>();
  private Diversity diversity;

  ConstrainedProblemBuilder(SampleSource objective) {
    this.objective = objective;
  }

  /**
   * Adds a constraint.
   *
   * @param constraint one more constraint
   * @return this builder
   */
  public ConstrainedProblemBuilder subjectTo(KlConstraint constraint) {
    constraints.add(Objects.requireNonNull(constraint, "constraint"));
    return this;
  }

  /**
   * Adds a constraint on a mean reward.
   *
   * @param constraint one more constraint
   * @return this builder
   */
  public ConstrainedProblemBuilder subjectTo(RewardConstraint constraint) {
    rewards.add(Objects.requireNonNull(constraint, "constraint"));
    return this;
  }

  /**
   * Asks for a number of effective classes. Beside other constraints the class of every row of
   * their data must be known: images with the data's labels, or mixtures of its components.
   *
   * @param asked for instance {@code Diversity.of(data).atLeast(8)}, of the same data
   * @return this builder
   */
  public ConstrainedProblemBuilder subjectTo(Diversity asked) {
    if (asked.data() != objective) {
      throw new IllegalArgumentException(
          "the diversity is that of other data, but its shares must be the objective's: say"
              + " Diversity.of(data) with the data of minimizeKlTo(data)");
    }
    diversity = asked;
    return this;
  }

  /**
   * Builds the problem.
   *
   * @return the problem
   * @throws IllegalArgumentException if there is no constraint, a name occurs twice, samples differ
   *     in shape, shares sum above 1, or they sum to 1 while the data hold mass in no class
   */
  public ConstrainedProblem build() {
    if (diversity != null && constraints.isEmpty() && rewards.isEmpty()) {
      return ConstrainedProblem.diverse(diversity);
    }
    if (constraints.isEmpty() && rewards.isEmpty()) {
      throw new IllegalArgumentException(
          "the problem has 0 constraints, but needs at least 1: call"
              + " subjectTo(KlConstraint.to(name, source).minShare(0.1))");
    }
    requireUniqueNames();
    requireOneShape();
    requireRoom();
    requireOwnThresholds();
    var problem = new ConstrainedProblem(objective, List.copyOf(constraints));
    requireMassLeft(problem);
    return rewards.isEmpty() && diversity == null
        ? problem
        : ConstrainedProblem.tilted(
            objective, problem.constraints(), List.copyOf(rewards), diversity);
  }

  /** Checks the constraints of a problem min u. */
  static void checkWorst(List<KlConstraint> constraints) {
    if (constraints.size() < 2) {
      throw new IllegalArgumentException(
          "minimizeWorst has %d constraints, but needs at least 2: with one, the answer is its model"
              .formatted(constraints.size()));
    }
    for (KlConstraint constraint : constraints) {
      if (!(constraint.threshold() instanceof Threshold.Common)) {
        throw new IllegalArgumentException(
            "constraint '%s' asks for %s, but minimizeWorst finds the bound itself: say atMostWorst()"
                .formatted(constraint.name(), constraint.threshold()));
      }
    }
    var builder = new ConstrainedProblemBuilder(constraints.get(0).source());
    builder.constraints.addAll(constraints);
    builder.requireUniqueNames();
    builder.requireOneShape();
  }

  private void requireOwnThresholds() {
    for (KlConstraint constraint : constraints) {
      if (constraint.threshold() instanceof Threshold.Common) {
        throw new IllegalArgumentException(
            "constraint '%s' asks for atMostWorst(), which has no place beside an objective: use"
                    .formatted(constraint.name())
                + " ConstrainedProblem.minimizeWorst, or name a threshold");
      }
    }
  }

  private void requireUniqueNames() {
    var seen = new HashSet<String>();
    List<String> names = new ArrayList<>();
    constraints.forEach(each -> names.add(each.name()));
    rewards.forEach(each -> names.add(each.name()));
    if (diversity != null) {
      names.add(Diversity.NAME);
    }
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "the name '%s' is given to two constraints, but names must differ: rename one"
                .formatted(name));
      }
    }
  }

  private void requireOneShape() {
    Shape expected = objective.sampleShape();
    for (KlConstraint constraint : constraints) {
      Shape found = constraint.source().sampleShape();
      if (!found.equals(expected)) {
        throw new IllegalArgumentException(
            "constraint '%s' has samples of shape %s, but others have %s: give sources of one"
                    .formatted(constraint.name(), found, expected)
                + " shape");
      }
    }
  }

  private void requireRoom() {
    double sum = sumOfShares(constraints);
    if (sum > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "the shares sum to %s, but must not exceed 1: divide each by %s or ask for less"
              .formatted((float) sum, (float) sum));
    }
  }

  /** At Σ w = 1 with mass in no class, λ → ∞. */
  private void requireMassLeft(ConstrainedProblem problem) {
    if (sumOfShares(constraints) < 1 - ROUNDING) {
      return;
    }
    double other =
        problem
            .union()
            .map(union -> new ClassWeights(union, constraints.size()).other())
            .orElse(DisjointShares.otherMass(problem).orElse(0));
    if (other > ROUNDING) {
      throw new IllegalArgumentException(
          "the shares sum to 1, but %s of the data lies in no class and would have to vanish (the"
                  .formatted((float) other)
              + " multipliers grow without limit): ask for shares that sum to less than 1");
    }
  }

  static double sumOfShares(List<KlConstraint> constraints) {
    double sum = 0;
    for (KlConstraint constraint : constraints) {
      sum += constraint.threshold() instanceof Threshold.MinShare minimum ? minimum.share() : 0;
    }
    return sum;
  }
}
