package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The exact optimum for classes with disjoint supports, where only shares matter.
 *
 * <p>If the data give class i the share ρᵢ and the constraint asks for at least wᵢ, the active
 * constraints satisfy (ρᵢ + λᵢ)/(1 + Σ λ) = wᵢ. With S = 1 + Σ λ this linear system has the
 * solution S = (1 − Σ_A ρ)/(1 − Σ_A w), λᵢ = wᵢ·S − ρᵢ. Raising S lowers the shares of the other
 * classes, so violated constraints are added to the active set A until none is left
 * (water-filling).
 */
public final class DisjointShares {
  private static final double ROUNDING = ConstrainedProblemBuilder.ROUNDING;

  private final double[] rho;
  private final double[] minShare;

  private DisjointShares(double[] rho, double[] minShare) {
    this.rho = rho;
    this.minShare = minShare;
  }

  /**
   * States the problem. What the data hold in no constrained class is 1 − Σ ρ.
   *
   * @param rho the data's share of each constrained class, in [0, 1], summing to at most 1
   * @param minShare the smallest share asked for in each of these classes, in (0, 1)
   * @return the problem
   */
  public static DisjointShares of(double[] rho, double[] minShare) {
    if (rho.length != minShare.length || rho.length == 0) {
      throw new IllegalArgumentException(
          "there are %d shares of the data and %d smallest shares, but each constrained class needs"
                  .formatted(rho.length, minShare.length)
              + " one of both: give arrays of one length, at least 1");
    }
    for (int i = 0; i < rho.length; i++) {
      if (!(rho[i] >= 0 && rho[i] <= 1)) {
        throw new IllegalArgumentException(
            "rho[" + i + "] is " + rho[i] + ", but a share lies in [0, 1]: give fractions");
      }
      new Threshold.MinShare(minShare[i]);
    }
    if (Arrays.stream(rho).sum() > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "rho sums to "
              + Arrays.stream(rho).sum()
              + ", but shares of disjoint classes sum to at most 1: divide by the sum");
    }
    return new DisjointShares(rho.clone(), minShare.clone());
  }

  /**
   * States a problem whose data carry labels, each constraint's data being those of one class.
   *
   * @param problem data and constraints from labelled sources, thresholds as shares or in nats
   * @return the problem, in the order of the constraints
   * @throws IllegalArgumentException where a source has no labels, a constraint's data hold several
   *     classes, or two constraints the same one
   */
  public static DisjointShares of(ConstrainedProblem problem) {
    Checks.requireDivergences(problem, "DisjointShares", "RewardTilt");
    double[] shares = labelled("the data", problem.objective()).classShares();
    double[] rho = new double[problem.constraints().size()];
    double[] minShare = new double[rho.length];
    var seen = new boolean[shares.length];
    for (int i = 0; i < rho.length; i++) {
      KlConstraint constraint = problem.constraints().get(i);
      int c = onlyClass(constraint, shares.length);
      if (seen[c]) {
        throw new IllegalArgumentException(
            "constraint '%s' asks for class %d, as another one does: classes must be disjoint"
                .formatted(constraint.name(), c));
      }
      seen[c] = true;
      rho[i] = shares[c];
      minShare[i] = Math.exp(-constraint.nats());
    }
    return of(rho, minShare);
  }

  /** Returns the share of the data in no constraint's class, where labels tell. */
  static OptionalDouble otherMass(ConstrainedProblem problem) {
    try {
      return OptionalDouble.of(1 - Arrays.stream(of(problem).rho).sum());
    } catch (IllegalArgumentException | IllegalStateException noLabels) {
      return OptionalDouble.empty();
    }
  }

  private static int onlyClass(KlConstraint constraint, int classes) {
    double[] own =
        labelled("constraint '" + constraint.name() + "'", constraint.source()).classShares();
    for (int c = 0; c < Math.min(classes, own.length); c++) {
      if (own[c] > 1 - ROUNDING) {
        return c;
      }
    }
    throw new IllegalArgumentException(
        "the data of constraint '%s' hold several classes, but must be those of one: take only(c)"
            .formatted(constraint.name()));
  }

  private static LabelledSource labelled(String what, SampleSource source) {
    if (source instanceof LabelledSource labels) {
      return labels;
    }
    throw new IllegalArgumentException(
        what + " has no labels, so that its shares are not known: give arrays of shares");
  }

  /**
   * Returns u* = min_p max_i (D_KL(qⁱ‖p) − bᵢ) = log Σ wᵢ: the least excess over the thresholds
   * that any model can reach.
   *
   * @return u* in nats; the problem is feasible if it is at most 0
   */
  public double uStar() {
    return Math.log(Arrays.stream(minShare).sum());
  }

  /**
   * Solves the problem.
   *
   * @return the optimum, its arrays in the order given
   * @throws IllegalArgumentException if the smallest shares sum above 1, or to 1 while the data
   *     hold mass in other classes, so that λ → ∞
   */
  public ExactOptimum optimum() {
    double sum = Arrays.stream(minShare).sum();
    if (sum > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "the smallest shares sum to %s, but must not exceed 1: divide each by %s"
              .formatted((float) sum, (float) sum));
    }
    double other = 1 - Arrays.stream(rho).sum();
    if (sum > 1 - ROUNDING && other > ROUNDING) {
      throw new IllegalArgumentException(
          "the smallest shares sum to 1, but %s of the data lies in other classes and would have to"
                  .formatted((float) other)
              + " vanish (λ grows without limit): ask for shares that sum to less than 1");
    }
    return at(fill());
  }

  /** Returns λ* by adding violated constraints to the active set. */
  private double[] fill() {
    var active = new boolean[rho.length];
    double total = 1;
    boolean added = true;
    while (added) {
      added = false;
      for (int i = 0; i < rho.length; i++) {
        if (!active[i] && rho[i] / total < minShare[i] - 4 * ROUNDING) {
          active[i] = true;
          added = true;
        }
      }
      total = total(active);
    }
    var lambda = new double[rho.length];
    for (int i = 0; i < rho.length; i++) {
      lambda[i] = active[i] ? Math.max(0, minShare[i] * total - rho[i]) : 0;
    }
    return lambda;
  }

  /** S = (1 − Σ_A ρ)/(1 − Σ_A w). */
  private double total(boolean[] active) {
    double left = 1;
    double room = 1;
    for (int i = 0; i < rho.length; i++) {
      left -= active[i] ? rho[i] : 0;
      room -= active[i] ? minShare[i] : 0;
    }
    return left / room;
  }

  /** With p_i = (ρᵢ + λᵢ)/S: KLᵢ = −log p_i, KL(q‖p) = Σ ρᵢ log(ρᵢ/p_i) + (1 − Σ ρ) log S. */
  private ExactOptimum at(double[] lambda) {
    double total = 1 + Arrays.stream(lambda).sum();
    double objective = Math.max(0, 1 - Arrays.stream(rho).sum()) * Math.log(total);
    double lagrangian = 0;
    var share = new double[rho.length];
    var nats = new double[rho.length];
    for (int i = 0; i < rho.length; i++) {
      share[i] = (rho[i] + lambda[i]) / total;
      nats[i] = -Math.log(share[i]);
      objective += rho[i] == 0 ? 0 : rho[i] * Math.log(rho[i] / share[i]);
      lagrangian += lambda[i] * (nats[i] + Math.log(minShare[i]));
    }
    return new ExactOptimum(lambda, nats, share, objective, objective + lagrangian);
  }
}
