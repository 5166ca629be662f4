package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;

/**
 * Exact answers for a problem with mean rewards whose sources are Gaussian mixtures in one or two
 * dimensions, by quadrature: multipliers, divergences, mean rewards and the dual function.
 *
 * <p>Multipliers are in the order of {@link ConstrainedProblem#names}: λ of the divergences, then μ
 * of the rewards. A reward that jumps is as exact as the grid is fine there: of an indicator whose
 * edge runs where the data hardly are, exactly.
 */
public final class RewardOracle {
  private static final double SINGLE = 0.01;

  private final ConstrainedProblem problem;
  private final RewardNodes nodes;
  private final RewardDual dual;

  private RewardOracle(ConstrainedProblem problem, RewardNodes nodes) {
    this.problem = problem;
    this.nodes = nodes;
    double[] thresholds =
        problem.rewards().stream().mapToDouble(RewardConstraint::threshold).toArray();
    this.dual = new RewardDual(nodes, problem.nats(), thresholds);
  }

  /**
   * Builds the oracle of a problem, which tabulates densities and rewards once.
   *
   * @param problem a problem with rewards, of {@link
   *     io.github.constraineddiffusion.data.GaussianMixture}s
   * @param session the device that rewards work on
   * @return the oracle
   * @throws IllegalArgumentException if there are no rewards, or diversity beside them, if a source
   *     is no Gaussian mixture or has more than two dimensions, or if a reward is not finite
   */
  public static RewardOracle of(ConstrainedProblem problem, Session session) {
    return of(problem, session, 1);
  }

  /** Builds an oracle on a grid that is finer by the refinement, for measuring its error. */
  static RewardOracle of(ConstrainedProblem problem, Session session, double refinement) {
    if (problem.rewards().isEmpty() || problem.diversity().isPresent()) {
      throw new IllegalArgumentException(
          "RewardOracle is for problems with rewards and without diversity, but this one is \"%s\": use MixtureOracle, diversity.optimum() or RewardTilt"
              .formatted(problem));
    }
    if (problem.gaussians().isEmpty()) {
      throw new IllegalArgumentException(
          "a source of the problem is no GaussianMixture, but the oracle needs densities: RewardTilt"
              + " has the minimiser of any data at given multipliers");
    }
    return new RewardOracle(problem, RewardNodes.of(problem, session, refinement));
  }

  /**
   * Returns the divergences of the Lagrangian's minimiser.
   *
   * @param multipliers one for each constraint, at least 0
   * @return D_KL(qⁱ‖p) in nats, in the order of the problem's divergences
   */
  public double[] kls(double... multipliers) {
    double[] all = dual.divergences(dual.minimiser(checked(multipliers)));
    return Arrays.copyOfRange(all, 1, all.length);
  }

  /**
   * Returns the mean rewards of the Lagrangian's minimiser.
   *
   * @param multipliers one for each constraint, at least 0
   * @return E_p[rⱼ], in the order of the problem's rewards
   */
  public double[] rewards(double... multipliers) {
    return dual.means(dual.minimiser(checked(multipliers)));
  }

  /**
   * Returns the mass of each divergence's class: of the components that its distribution has.
   *
   * @param multipliers one for each constraint, at least 0
   * @return fractions, in the order of the problem's divergences
   */
  public double[] shares(double... multipliers) {
    return dual.shares(checked(multipliers), dual.minimiser(multipliers));
  }

  /**
   * Returns the dual function, concave in the multipliers.
   *
   * @param multipliers one for each constraint, at least 0
   * @return g in nats
   */
  public double dual(double... multipliers) {
    return dual.slope(checked(multipliers)).value();
  }

  /**
   * Returns the gradient of the dual function: the violations.
   *
   * @param multipliers one for each constraint, at least 0
   * @return D_KL(qⁱ‖p) − bᵢ, then cⱼ − E_p[rⱼ]; positive where violated
   */
  public double[] dualGradient(double... multipliers) {
    return dual.slope(checked(multipliers)).gradient();
  }

  /** Returns the Hessian of the dual function. */
  double[][] hessian(double... multipliers) {
    return dual.hessian(checked(multipliers));
  }

  /**
   * Solves the problem: maximises the dual function.
   *
   * @return λ*, μ* and what holds there
   * @throws IllegalArgumentException if the thresholds cannot be met together or hardly so, or if a
   *     reward is largest where the data hardly are, which leaves the minimiser on single points
   */
  public RewardOptimum optimum() {
    requireReachable();
    double[] start = new double[problem.names().size()];
    Arrays.fill(start, 1);
    double[] found;
    try {
      found = new ProjectedNewton(new LimitedSearch(dual)).maximize(start);
    } catch (ArithmeticException outOfReach) {
      throw new IllegalArgumentException(
          "no multipliers were found for \"%s\": the thresholds cannot be met together, or hardly so, or a reward is largest where the data hardly are: ask for less, or cap it, as min(r, cap)"
              .formatted(problem),
          outOfReach);
    }
    RewardDual.Minimiser p = dual.minimiser(found);
    requireSpread(p);
    double[] divergences = dual.divergences(p);
    return new RewardOptimum(
        found,
        Arrays.copyOfRange(divergences, 1, divergences.length),
        dual.means(p),
        dual.shares(found, p),
        divergences[0],
        dual.slope(found).value());
  }

  private void requireReachable() {
    for (int j = 0; j < problem.rewards().size(); j++) {
      RewardConstraint constraint = problem.rewards().get(j);
      double best = Arrays.stream(nodes.rewards()[j]).max().orElseThrow();
      if (constraint.threshold() >= best) {
        throw new IllegalArgumentException(
            "'%s' asks for a mean reward of at least %s, but the largest of the data is %s: ask for less"
                .formatted(constraint.name(), constraint.threshold(), best));
      }
    }
  }

  private void requireSpread(RewardDual.Minimiser p) {
    for (int n = 0; n < p.m().length; n++) {
      if (p.mass(n) > SINGLE) {
        throw new IllegalArgumentException(
            "a single node has %.2g of the minimiser's mass: the rewards are largest where the data hardly are. Cap them, as min(r, cap), or ask for less"
                .formatted(p.mass(n)));
      }
    }
  }

  private double[] checked(double[] multipliers) {
    return Checks.multipliers(multipliers, problem.names().size());
  }
}
