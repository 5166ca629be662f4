package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/**
 * The exact solution of a constrained problem in distribution space. Arrays are in the order of the
 * constraints.
 *
 * @param lambda the optimal multipliers λ*
 * @param nats D_KL(qⁱ‖q_mix) at λ*, in nats
 * @param share the mass that q_mix at λ* gives to each constraint's class
 * @param objectiveNats the optimal value D_KL(q‖q_mix), in nats
 * @param dualValue g(λ*), equal to {@code objectiveNats} by strong duality
 */
public record ExactOptimum(
    double[] lambda, double[] nats, double[] share, double objectiveNats, double dualValue) {

  /**
   * Copies the arrays.
   *
   * @param lambda the optimal multipliers λ*
   * @param nats D_KL(qⁱ‖q_mix) at λ*, in nats
   * @param share the mass that q_mix at λ* gives to each constraint's class
   * @param objectiveNats the optimal value D_KL(q‖q_mix), in nats
   * @param dualValue g(λ*), equal to {@code objectiveNats} by strong duality
   */
  public ExactOptimum {
    lambda = lambda.clone();
    nats = nats.clone();
    share = share.clone();
  }

  /**
   * Returns the optimal multipliers.
   *
   * @return λ*, a copy
   */
  @Override
  public double[] lambda() {
    return lambda.clone();
  }

  /**
   * Returns the divergences at the optimum.
   *
   * @return D_KL(qⁱ‖q_mix) in nats, a copy
   */
  @Override
  public double[] nats() {
    return nats.clone();
  }

  /**
   * Returns the shares of the constraints' classes at the optimum.
   *
   * @return fractions of the mass, a copy
   */
  @Override
  public double[] share() {
    return share.clone();
  }

  /**
   * Returns what happens to a class that no constraint names: its share of the data is multiplied
   * by this.
   *
   * @return 1/(1 + Σ λ*)
   */
  public double otherFactor() {
    return 1 / (1 + Arrays.stream(lambda).sum());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactOptimum that
        && Arrays.equals(lambda, that.lambda)
        && Arrays.equals(nats, that.nats)
        && Arrays.equals(share, that.share)
        && Double.compare(objectiveNats, that.objectiveNats) == 0
        && Double.compare(dualValue, that.dualValue) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lambda) * 31 + Arrays.hashCode(nats);
  }

  @Override
  public String toString() {
    return "ExactOptimum[lambda=%s, nats=%s, share=%s, objectiveNats=%s, dualValue=%s]"
        .formatted(
            Arrays.toString(lambda),
            Arrays.toString(nats),
            Arrays.toString(share),
            objectiveNats,
            dualValue);
  }
}
