package io.github.constraineddiffusion.constraint;

import java.util.Locale;
import java.util.Objects;

/**
 * The constraint E_p[r] ≥ c on a model p: the mean reward of generated samples is at least a
 * threshold. Immutable; defined apart from how it is measured.
 *
 * <p>In min D_KL(q‖p) subject to D_KL(qⁱ‖p) ≤ bᵢ and E_p[rⱼ] ≥ cⱼ the Lagrangian's minimiser is
 *
 * <pre>p(x) = (q + Σ λᵢ qⁱ)(x) / (ν − Σ μⱼ rⱼ(x)), with the ν at which ∫ p = 1,</pre>
 *
 * as the derivative by p(x), −(q + Σ λᵢ qⁱ)/p − Σ μⱼ rⱼ + ν, is 0 there. Rows of the data that the
 * rewards favour weigh more: the plain denoising loss of a batch trains it (see {@link
 * RewardTilt}). A reward is to reach its largest value on some mass of the data, such as min(r,
 * cap): else, at a large μ, the minimiser leaves mass to the single best points. A spread near 1
 * lets it share the dual step size of divergences in nats. With the reverse divergence D_KL(p‖q) it
 * would be q·exp(μr) (arXiv 2508.19104).
 */
public final class RewardConstraint {
  private final String name;
  private final Reward reward;
  private final double threshold;

  private RewardConstraint(String name, Reward reward, double threshold) {
    this.name = name;
    this.reward = reward;
    this.threshold = threshold;
  }

  /**
   * Starts a constraint: name its threshold next.
   *
   * @param name the name that charts, tables and messages use, not blank
   * @param reward what a sample is worth
   * @return the constraint without its threshold
   */
  public static Target of(String name, Reward reward) {
    return new Target(name, reward);
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /** {@return what a sample is worth} */
  public Reward reward() {
    return reward;
  }

  /** {@return the least mean reward, c, in the unit of the reward} */
  public double threshold() {
    return threshold;
  }

  /** A text that is equal for equal constraints. */
  String fingerprint() {
    return this + " " + reward.identity();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: mean reward ≥ %s", name, threshold);
  }

  /** A constraint whose threshold is still to be named. */
  public static final class Target {
    private final String name;
    private final Reward reward;

    private Target(String name, Reward reward) {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException(
            "the constraint's name is blank, but charts and messages need one: give a name such as"
                + " \"brightness\"");
      }
      this.name = name;
      this.reward = Objects.requireNonNull(reward, "reward");
    }

    /**
     * Names the constraint otherwise.
     *
     * @param value the name that charts, tables and messages use, not blank
     * @return the constraint with this name, its threshold still to be named
     */
    public Target named(String value) {
      return new Target(value, reward);
    }

    /**
     * Asks for at least this mean reward of generated samples.
     *
     * @param threshold c in the unit of the reward, finite and below the largest reward of the data
     * @return the constraint
     */
    public RewardConstraint atLeast(double threshold) {
      if (!Double.isFinite(threshold)) {
        throw new IllegalArgumentException(
            "atLeast is %s for '%s', but must be finite: give a mean reward that data can have"
                .formatted(threshold, name));
      }
      return new RewardConstraint(name, reward, threshold);
    }
  }
}
