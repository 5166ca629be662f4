package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;

/**
 * Exact answers for a constrained problem whose sources are Gaussian mixtures in one or two
 * dimensions: multipliers, divergences, the dual function and shares, by quadrature (arXiv
 * 2408.15094; errors below 1e-6 nats for components of similar width).
 *
 * <p>Throughout, q_mix^λ = (q + Σ λᵢqⁱ)/(1 + Σ λᵢ). Thresholds enter the dual function and the
 * optimum only: these refuse thresholds in loss units.
 */
public final class MixtureOracle {
  private final ConstrainedProblem problem;
  private final ComponentUnion union;
  private final MixtureIntegrals integrals;
  private ExactOptimum optimum;

  private MixtureOracle(
      ConstrainedProblem problem, ComponentUnion union, MixtureIntegrals integrals) {
    this.problem = problem;
    this.union = union;
    this.integrals = integrals;
  }

  /**
   * Builds the oracle of a problem, which tabulates the densities once.
   *
   * @param problem a problem whose objective and constraints are all {@link GaussianMixture}s
   * @return the oracle
   * @throws IllegalArgumentException if a source is no Gaussian mixture, has more than two
   *     dimensions, or if the components' widths differ too much for a grid
   */
  public static MixtureOracle of(ConstrainedProblem problem) {
    return of(problem, 1);
  }

  /** Builds an oracle on a grid that is finer by the refinement, for measuring its error. */
  static MixtureOracle of(ConstrainedProblem problem, double refinement) {
    Checks.requireObjective(problem, "MixtureOracle", "composition.OrOracle or AndOracle");
    ComponentUnion union =
        problem
            .union()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a source of the problem is no GaussianMixture, but the oracle needs"
                            + " densities: where classes are disjoint use DisjointShares"));
    return new MixtureOracle(
        problem, union, MixtureIntegrals.of(problem.gaussians().orElseThrow(), refinement));
  }

  /**
   * Returns the mixture that the Lagrangian's minimiser models.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return q_mix^λ
   */
  public GaussianMixture mixture(double... lambda) {
    return union.mix(Checks.withObjective(checked(lambda)));
  }

  /**
   * Returns the divergence of a constraint.
   *
   * @param constraint its index i from 0
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return D_KL(qⁱ‖q_mix^λ) in nats
   */
  public double kl(int constraint, double... lambda) {
    return kls(lambda)[constraint];
  }

  /**
   * Returns the divergences of all constraints.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return D_KL(qⁱ‖q_mix^λ) in nats, in the order of the constraints
   */
  public double[] kls(double... lambda) {
    double[] all = LagrangeDual.divergences(integrals, checked(lambda));
    return Arrays.copyOfRange(all, 1, all.length);
  }

  /**
   * Returns the objective.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return D_KL(q‖q_mix^λ) in nats
   */
  public double objectiveNats(double... lambda) {
    return LagrangeDual.divergences(integrals, checked(lambda))[0];
  }

  /**
   * Returns the mass of each constraint's class: of the components that its distribution has.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return fractions of q_mix^λ, in the order of the constraints
   */
  public double[] shares(double... lambda) {
    return new ClassWeights(union, problem.constraints().size()).shares(mixture(lambda).weights());
  }

  /**
   * Returns the dual function g(λ) = D_KL(q‖q_mix^λ) + Σ λᵢ (D_KL(qⁱ‖q_mix^λ) − bᵢ), concave.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return g(λ) in nats
   */
  public double dual(double... lambda) {
    return lagrangian().slope(checked(lambda)).value();
  }

  /**
   * Returns the gradient of the dual function, ∂g/∂λᵢ = D_KL(qⁱ‖q_mix^λ) − bᵢ: the violations.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return one violation in nats for each constraint, positive where violated
   */
  public double[] dualGradient(double... lambda) {
    return lagrangian().slope(checked(lambda)).gradient();
  }

  /**
   * Returns how far multipliers are from the optimal value of the dual problem.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return g(λ*) − g(λ) ≥ 0 in nats
   */
  public double dualSuboptimality(double... lambda) {
    return optimum().dualValue() - dual(lambda);
  }

  /**
   * Returns the duality gap of a model p that was trained at λ, from its measured divergences.
   *
   * <p>D_KL(q‖p) − g(λ) = −Σ λᵢ (D_KL(qⁱ‖p) − bᵢ), exact where p = q_mix^λ. It is 0 at the optimum
   * and negative where the model violates its constraints on balance.
   *
   * @param lambda the multipliers of the run, one for each constraint, at least 0
   * @param measured the model's D_KL(qⁱ‖p) in nats, one for each constraint
   * @return the gap in nats
   */
  public double dualityGap(double[] lambda, double[] measured) {
    double[] multipliers = checked(lambda);
    double[] thresholds = problem.nats();
    if (measured.length != multipliers.length) {
      throw new IllegalArgumentException(
          "%d divergences were given for %d constraints: give one for each"
              .formatted(measured.length, multipliers.length));
    }
    double gap = 0;
    for (int i = 0; i < multipliers.length; i++) {
      gap -= multipliers[i] * (measured[i] - thresholds[i]);
    }
    return gap;
  }

  /**
   * Solves the problem: maximises g over λ ≥ 0. Found once, then remembered.
   *
   * @return λ* and what holds there
   * @throws IllegalArgumentException if the problem is infeasible, or so close to it that λ* is out
   *     of reach
   * @throws IllegalStateException if a threshold is in loss units
   */
  public synchronized ExactOptimum optimum() {
    if (optimum == null) {
      double[] lambda = maximize();
      double[] divergences = LagrangeDual.divergences(integrals, lambda);
      optimum =
          new ExactOptimum(
              lambda,
              Arrays.copyOfRange(divergences, 1, divergences.length),
              shares(lambda),
              divergences[0],
              dual(lambda));
    }
    return optimum;
  }

  private double[] maximize() {
    LagrangeDual dual = lagrangian();
    FeasibilityReport report;
    try {
      report = Feasibility.byQuadrature(problem, integrals);
    } catch (ArithmeticException outOfReach) {
      throw new IllegalArgumentException(
          "thresholds " + Arrays.toString(problem.nats()) + " nats are out of the oracle's reach",
          outOfReach);
    }
    if (report.infeasible()) {
      throw new IllegalArgumentException(report.toString());
    }
    try {
      return new ProjectedNewton(dual).maximize(filled(problem.constraints().size(), 1));
    } catch (ArithmeticException outOfReach) {
      throw new IllegalArgumentException(
          "the room u* is "
              + report.uStar()
              + " nats, so close to infeasible that λ* grows without limit: loosen a threshold",
          outOfReach);
    }
  }

  /** Returns the oracle's table of densities. */
  MixtureIntegrals integrals() {
    return integrals;
  }

  private LagrangeDual lagrangian() {
    return new LagrangeDual(integrals, problem.nats());
  }

  private double[] checked(double[] lambda) {
    return Checks.multipliers(lambda, problem.constraints().size());
  }

  private static double[] filled(int size, double value) {
    var values = new double[size];
    Arrays.fill(values, value);
    return values;
  }
}
