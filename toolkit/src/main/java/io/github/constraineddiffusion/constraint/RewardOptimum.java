package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/**
 * The exact solution of a problem with mean rewards.
 *
 * @param multipliers λ* and μ*, in the order of {@link ConstrainedProblem#names}
 * @param nats D_KL(qⁱ‖p) of each divergence, in nats
 * @param rewards E_p[rⱼ] of each reward, in its unit
 * @param shares the mass that p gives to each divergence's class
 * @param objectiveNats the optimal value D_KL(q‖p), in nats
 * @param dualValue g at the multipliers, equal to {@code objectiveNats} by strong duality
 */
public record RewardOptimum(
    double[] multipliers,
    double[] nats,
    double[] rewards,
    double[] shares,
    double objectiveNats,
    double dualValue) {

  /**
   * Copies the arrays.
   *
   * @param multipliers λ* and μ*
   * @param nats D_KL(qⁱ‖p) of each divergence, in nats
   * @param rewards E_p[rⱼ] of each reward
   * @param shares the mass that p gives to each divergence's class
   * @param objectiveNats the optimal value D_KL(q‖p), in nats
   * @param dualValue g at the multipliers
   */
  public RewardOptimum {
    multipliers = multipliers.clone();
    nats = nats.clone();
    rewards = rewards.clone();
    shares = shares.clone();
  }

  /** {@return λ* and μ*, a copy} */
  @Override
  public double[] multipliers() {
    return multipliers.clone();
  }

  /** {@return D_KL(qⁱ‖p) in nats, a copy} */
  @Override
  public double[] nats() {
    return nats.clone();
  }

  /** {@return E_p[rⱼ], a copy} */
  @Override
  public double[] rewards() {
    return rewards.clone();
  }

  /** {@return the share of each divergence's class, a copy} */
  @Override
  public double[] shares() {
    return shares.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RewardOptimum that
        && Arrays.equals(multipliers, that.multipliers)
        && Arrays.equals(nats, that.nats)
        && Arrays.equals(rewards, that.rewards)
        && Arrays.equals(shares, that.shares)
        && Double.compare(objectiveNats, that.objectiveNats) == 0
        && Double.compare(dualValue, that.dualValue) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(multipliers) * 31 + Arrays.hashCode(rewards);
  }

  @Override
  public String toString() {
    return "RewardOptimum[multipliers=%s, nats=%s, rewards=%s, shares=%s, objectiveNats=%s, dualValue=%s]"
        .formatted(
            Arrays.toString(multipliers),
            Arrays.toString(nats),
            Arrays.toString(rewards),
            Arrays.toString(shares),
            objectiveNats,
            dualValue);
  }
}
