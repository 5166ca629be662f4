package io.github.constraineddiffusion.constraint;

import java.util.ArrayList;
import java.util.Arrays;

/** Chooses the way to find u* for a problem. */
final class Feasibility {
  private static final double ROUNDING = 1e-9;
  private static final double BOUNDARY = 1e-6;

  private Feasibility() {}

  static FeasibilityReport examine(ConstrainedProblem problem) {
    if (!problem.constraints().stream().allMatch(c -> c.threshold().hasNats())) {
      return unknown(problem, "a threshold is in loss units, which do not convert to nats");
    }
    if (problem.union().isPresent()) {
      return examineGaussians(problem);
    }
    boolean shares =
        problem.constraints().stream().allMatch(c -> c.threshold() instanceof Threshold.MinShare);
    return shares
        ? byShares(problem, "if the classes are disjoint")
        : unknown(
            problem,
            "thresholds in nats can only be compared where densities are known; shares of disjoint"
                + " classes always can");
  }

  private static FeasibilityReport examineGaussians(ConstrainedProblem problem) {
    if (problem.sampleDimension() <= 2) {
      try {
        return byQuadrature(problem, MixtureIntegrals.of(problem.gaussians().orElseThrow(), 1));
      } catch (QuadratureGrid.Unaffordable tooMany) {
        return unknown(problem, tooMany.getMessage());
      }
    }
    if (ClassOverlap.all(problem).stream().noneMatch(ClassOverlap::matters)) {
      return byShares(problem, "classes measured as disjoint");
    }
    return unknown(
        problem,
        "classes overlap in %d dimensions, and quadrature works in 1 or 2"
            .formatted(problem.sampleDimension()));
  }

  static FeasibilityReport byQuadrature(ConstrainedProblem problem, MixtureIntegrals integrals) {
    double[] thresholds = problem.nats();
    // the solution for disjoint classes, and an upper bound for others
    double[] start = Arrays.stream(thresholds).map(b -> Math.exp(-b)).toArray();
    double[] alpha =
        new ProjectedNewton(new FeasibilityDual(integrals, thresholds)).maximize(start);
    return report(problem, alpha, "by quadrature");
  }

  /** Disjoint classes: αᵢ = wᵢ = e^{−bᵢ}, so that u* = log Σ wᵢ. */
  private static FeasibilityReport byShares(ConstrainedProblem problem, String note) {
    double[] shares = Arrays.stream(problem.nats()).map(b -> Math.exp(-b)).toArray();
    return report(problem, shares, note);
  }

  /** Builds the report from the weights αᵢ of the smallest measure: u* = log Σ α. */
  private static FeasibilityReport report(ConstrainedProblem problem, double[] alpha, String note) {
    double total = Arrays.stream(alpha).sum();
    double uStar = Math.log(total);
    var entries = new ArrayList<FeasibilityReport.Entry>();
    for (int i = 0; i < alpha.length; i++) {
      KlConstraint constraint = problem.constraints().get(i);
      double limit = Math.max(0, constraint.nats() + uStar);
      entries.add(entry(constraint, constraint.nats(), alpha[i] / total, limit));
    }
    double room = hasOtherMass(problem) ? -BOUNDARY : ROUNDING;
    var verdict =
        uStar <= room ? FeasibilityReport.Verdict.FEASIBLE : FeasibilityReport.Verdict.INFEASIBLE;
    return new FeasibilityReport(verdict, uStar, entries, note);
  }

  /** With no room at all, data outside the classes would have to vanish: λ → ∞. */
  private static boolean hasOtherMass(ConstrainedProblem problem) {
    return problem
        .union()
        .map(union -> new ClassWeights(union, problem.constraints().size()).other() > ROUNDING)
        .orElse(DisjointShares.otherMass(problem).orElse(0) > ROUNDING);
  }

  private static FeasibilityReport unknown(ConstrainedProblem problem, String why) {
    var entries = new ArrayList<FeasibilityReport.Entry>();
    for (KlConstraint constraint : problem.constraints()) {
      double nats = constraint.threshold().hasNats() ? constraint.nats() : Double.NaN;
      entries.add(entry(constraint, nats, Double.NaN, Double.NaN));
    }
    return new FeasibilityReport(FeasibilityReport.Verdict.UNKNOWN, Double.NaN, entries, why);
  }

  private static FeasibilityReport.Entry entry(
      KlConstraint constraint, double nats, double weight, double limit) {
    return new FeasibilityReport.Entry(
        constraint.name(),
        constraint.threshold().toString(),
        nats,
        weight,
        limit,
        Math.exp(-limit));
  }
}
