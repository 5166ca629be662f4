package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/** Chooses the way to find u* for a problem. */
final class Feasibility {
  private Feasibility() {}

  static FeasibilityReport examine(ConstrainedProblem problem) {
    if (!problem.constraints().stream().allMatch(c -> c.threshold().hasNats())) {
      return FeasibilityReport.unknown(
          problem, "a threshold is in loss units, which do not convert to nats");
    }
    if (problem.union().isPresent()) {
      return examineGaussians(problem);
    }
    boolean shares =
        problem.constraints().stream().allMatch(c -> c.threshold() instanceof Threshold.MinShare);
    return shares
        ? byShares(problem, "if the classes are disjoint")
        : FeasibilityReport.unknown(
            problem,
            "thresholds in nats can only be compared where densities are known; shares of disjoint"
                + " classes always can");
  }

  private static FeasibilityReport examineGaussians(ConstrainedProblem problem) {
    if (problem.sampleDimension() <= 2) {
      try {
        return byQuadrature(problem, MixtureIntegrals.of(problem.gaussians().orElseThrow(), 1));
      } catch (QuadratureGrid.Unaffordable tooMany) {
        return FeasibilityReport.unknown(problem, tooMany.getMessage());
      }
    }
    if (ClassOverlap.all(problem).stream().noneMatch(ClassOverlap::matters)) {
      return byShares(problem, "classes measured as disjoint");
    }
    return FeasibilityReport.unknown(
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
    return FeasibilityReport.of(problem, alpha, "by quadrature");
  }

  /** Disjoint classes: αᵢ = wᵢ = e^{−bᵢ}, so that u* = log Σ wᵢ. */
  private static FeasibilityReport byShares(ConstrainedProblem problem, String note) {
    double[] shares = Arrays.stream(problem.nats()).map(b -> Math.exp(-b)).toArray();
    return FeasibilityReport.of(problem, shares, note);
  }
}
