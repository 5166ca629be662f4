package io.github.constraineddiffusion.dual;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the primal steps minimise for the constraints v_i ≤ 0, v_i the violation in the unit of the
 * threshold (nats, unless it is a loss).
 *
 * <p>All four train the model on a mixture (q + Σ w_i·q_i)/(1 + Σ w_i); they differ in the weights
 * w and in what moves λ. Coefficients are per unit of violation: one for all constraints, or one
 * each.
 */
public sealed interface Formulation
    permits Formulation.Lagrangian,
        Formulation.AugmentedLagrangian,
        Formulation.QuadraticPenalty,
        Formulation.Resilient {

  /**
   * Moves the multipliers.
   *
   * @param rule the update rule
   * @param state the multipliers so far
   * @param violation the measured violations
   * @param standardError their standard errors, 0 or NaN where unknown
   * @param stepSize the dual step size
   * @return the state one update on
   */
  DualState next(
      DualUpdate rule,
      DualState state,
      double[] violation,
      double[] standardError,
      double stepSize);

  /**
   * Returns what the constraints weigh in the next primal steps.
   *
   * @param lambda the multipliers
   * @param violation the violations measured last, zeros before any measurement
   * @return w, one for each constraint, not negative
   */
  default double[] weights(double[] lambda, double[] violation) {
    return lambda.clone();
  }

  /**
   * Returns by how much thresholds are relaxed.
   *
   * @param lambda the multipliers
   * @return u, one for each constraint, in the unit of its threshold: zeros unless resilient
   */
  default double[] relaxations(double[] lambda) {
    return new double[lambda.length];
  }

  /**
   * Returns whether λ stays finite whatever the thresholds are, so that problems that no model can
   * meet have an optimum, too.
   *
   * @return whether thresholds give way at a cost
   */
  default boolean givesWay() {
    return false;
  }

  /**
   * Returns what a checkpoint needs to build this formulation again.
   *
   * @return a map of strings, numbers and lists, for {@link #fromDescription}
   */
  Map<String, Object> describe();

  /** {@return the coefficients, one for all constraints or one each; empty where there is none} */
  List<Double> coefficients();

  /**
   * Returns the Lagrangian f + Σ λ_i·v_i (arXiv 2408.15094, algorithm 1), the default.
   *
   * @return w = λ
   */
  static Formulation lagrangian() {
    return new Lagrangian();
  }

  /**
   * Returns the augmented Lagrangian f + Σ ([λ_i + c·v_i]₊² − λ_i²)/2c (Hestenes 1969, Powell 1969;
   * for inequalities Rockafellar 1973). Its multipliers are those of the Lagrangian; the weights
   * also answer the violation of the moment, which damps them.
   *
   * @param c per nat, above 0: one for all constraints or one each; the noise of a measurement goes
   *     into the weights times c
   * @return w_i = [λ_i + c·v_i]₊
   */
  static Formulation augmentedLagrangian(double... c) {
    return new AugmentedLagrangian(listed(c));
  }

  /**
   * Returns the quadratic penalty f + Σ (c/2)·[v_i]₊², which has no multipliers. What is recorded
   * as λ is c·[v]₊, the price that the penalty comes to; the violation λ/c is left. Step size and
   * update rule have no part in it.
   *
   * @param c per nat, above 0: one for all constraints or one each
   * @return w_i = c·[v_i]₊
   */
  static Formulation quadraticPenalty(double... c) {
    return new QuadraticPenalty(listed(c));
  }

  /**
   * Returns resilient constraints v_i ≤ u_i, relaxed at the cost Σ ½·cost_i·u_i² (Hounie, Chamon
   * and Ribeiro 2023, arXiv 2306.02426). The cheapest relaxation at prices λ is u_i = λ_i/cost_i,
   * where a further nat costs what it saves.
   *
   * <p>Its optimum is that of the quadratic penalty with c = cost; λ finds it without answering the
   * noise of single measurements.
   *
   * <p>The relaxation alone moves λ by the factor 1 − η/cost: with a cost below the dual step size
   * η it swings, below η/2 it grows.
   *
   * @param cost nats per squared nat, above 0: one for all constraints or one each; the larger, the
   *     closer to the thresholds as given
   * @return w = λ, moved by v_i − λ_i/cost_i
   */
  static Formulation resilient(double... cost) {
    return new Resilient(listed(cost));
  }

  private static List<Double> listed(double... values) {
    return DoubleStream.of(values).boxed().toList();
  }

  /**
   * Builds the formulation that {@link #describe} has described.
   *
   * @param map the map; numbers may be of any {@link Number} class
   * @return the formulation
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  static Formulation fromDescription(Map<String, ?> map) {
    String kind = Descriptions.text(map, "kind");
    return switch (kind) {
      case "Lagrangian" -> lagrangian();
      case "augmented Lagrangian" ->
          augmentedLagrangian(Descriptions.array(map.get("coefficients"), "coefficients"));
      case "quadratic penalty" ->
          quadraticPenalty(Descriptions.array(map.get("coefficients"), "coefficients"));
      case "resilient" -> resilient(Descriptions.array(map.get("coefficients"), "coefficients"));
      default ->
          throw new IllegalArgumentException(
              "formulation is '"
                  + kind
                  + "', but known are Lagrangian, augmented Lagrangian, quadratic penalty,"
                  + " resilient");
    };
  }

  /** The Lagrangian. */
  record Lagrangian() implements Formulation {
    @Override
    public DualState next(
        DualUpdate rule, DualState state, double[] violation, double[] error, double stepSize) {
      return rule.next(state, violation, error, stepSize);
    }

    @Override
    public List<Double> coefficients() {
      return List.of();
    }

    @Override
    public Map<String, Object> describe() {
      return Map.of("kind", "Lagrangian");
    }
  }

  /**
   * The augmented Lagrangian.
   *
   * @param coefficients c, per unit of violation
   */
  record AugmentedLagrangian(List<Double> coefficients) implements Formulation {
    /**
     * Checks and copies.
     *
     * @param coefficients c, per unit of violation
     */
    public AugmentedLagrangian {
      coefficients = Coefficients.checked("c", coefficients, "1");
    }

    @Override
    public DualState next(
        DualUpdate rule, DualState state, double[] violation, double[] error, double stepSize) {
      return rule.next(state, violation, error, stepSize);
    }

    // w_i = [λ_i + c_i·v_i]₊
    @Override
    public double[] weights(double[] lambda, double[] violation) {
      double[] c = Coefficients.spread(coefficients, lambda.length);
      return IntStream.range(0, c.length)
          .mapToDouble(i -> Math.max(0, lambda[i] + c[i] * violation[i]))
          .toArray();
    }

    @Override
    public Map<String, Object> describe() {
      return Coefficients.described("augmented Lagrangian", coefficients);
    }
  }

  /**
   * The quadratic penalty.
   *
   * @param coefficients c, per unit of violation
   */
  record QuadraticPenalty(List<Double> coefficients) implements Formulation {
    /**
     * Checks and copies.
     *
     * @param coefficients c, per unit of violation
     */
    public QuadraticPenalty {
      coefficients = Coefficients.checked("c", coefficients, "1");
    }

    // λ_i = w_i = c_i·[v_i]₊
    @Override
    public DualState next(
        DualUpdate rule, DualState state, double[] violation, double[] error, double stepSize) {
      Violations.check(state, violation, stepSize);
      double[] c = Coefficients.spread(coefficients, violation.length);
      return state.updated(
          IntStream.range(0, c.length)
              .mapToDouble(i -> c[i] * Math.max(0, violation[i]))
              .toArray());
    }

    @Override
    public boolean givesWay() {
      return true;
    }

    @Override
    public Map<String, Object> describe() {
      return Coefficients.described("quadratic penalty", coefficients);
    }
  }

  /**
   * Resilient constraints.
   *
   * @param coefficients the costs, per unit of violation
   */
  record Resilient(List<Double> coefficients) implements Formulation {
    /**
     * Checks and copies.
     *
     * @param coefficients the costs, per unit of violation
     */
    public Resilient {
      coefficients = Coefficients.checked("cost", coefficients, "1");
    }

    // λ_i follows v_i − u_i with u_i = λ_i/cost_i
    @Override
    public DualState next(
        DualUpdate rule, DualState state, double[] violation, double[] error, double stepSize) {
      double[] u = relaxations(state.lambda());
      double[] left = violation.clone();
      for (int i = 0; i < Math.min(left.length, u.length); i++) {
        left[i] -= u[i];
      }
      return rule.next(state, left, error, stepSize);
    }

    // u_i = λ_i/cost_i, the minimum of ½·cost_i·u² − λ_i·u
    @Override
    public double[] relaxations(double[] lambda) {
      double[] cost = Coefficients.spread(coefficients, lambda.length);
      return IntStream.range(0, cost.length).mapToDouble(i -> lambda[i] / cost[i]).toArray();
    }

    @Override
    public boolean givesWay() {
      return true;
    }

    @Override
    public Map<String, Object> describe() {
      return Coefficients.described("resilient", coefficients);
    }
  }
}
