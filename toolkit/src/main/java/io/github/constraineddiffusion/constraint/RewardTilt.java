package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the Lagrangian's minimiser of a problem with rewards models, as rows of the data that are
 * drawn with probabilities of their own:
 *
 * <pre>
 * p(x) = (q + Σ λᵢ qⁱ)(x) / (ν + κ·log s_c(x) − Σ μⱼ rⱼ(x)),   ∫ p = 1,   s_c = ∫ of class c p,
 * </pre>
 *
 * where the term with κ, the multiplier of {@link Diversity}, is there only where that is asked for
 * beside others: its derivative by p(x) is κ·(1 + log s_c), whose constant ν takes up.
 *
 * <p>The rows are those of a finite source; of a Gaussian mixture 40,000 are drawn once, of other
 * sources 40,000 points or 4,000 images. Each is rewarded once. A reward that is largest where the
 * data hardly reach puts weight on single rows, as the minimiser does: cap it.
 */
public final class RewardTilt {
  private static final double ROUNDING = 1e-6;

  private final ConstrainedProblem problem;
  private final List<SourceRows> sources = new ArrayList<>();
  private final int classes;
  private double[] last;
  private TiltedRows lastRows;

  private RewardTilt(ConstrainedProblem problem, Session session) {
    this.problem = problem;
    Diversity diversity = problem.diversity().orElse(null);
    this.classes = diversity == null ? 0 : diversity.classes().size();
    for (SampleSource source : problem.sources()) {
      sources.add(SourceRows.of(source, problem.rewards(), diversity, session, sources.size()));
    }
    requireReachable();
  }

  /**
   * Rewards the rows of all of a problem's data.
   *
   * @param problem a problem with rewards, or with diversity beside other constraints
   * @param session the device that rewards work on
   * @return the rows, ready for any multipliers
   * @throws IllegalArgumentException where a reward is not finite, a threshold is not below the
   *     largest reward of the data, or the class of a row is needed and not known
   */
  public static RewardTilt of(ConstrainedProblem problem, Session session) {
    if (!problem.tilted()) {
      throw new IllegalArgumentException(
          "the problem \"%s\" has no rewards: its minimiser is problem.lambdaMixture(λ)"
              .formatted(problem));
    }
    return new RewardTilt(problem, session);
  }

  private void requireReachable() {
    for (int j = 0; j < problem.rewards().size(); j++) {
      RewardConstraint constraint = problem.rewards().get(j);
      double best = best(j);
      if (constraint.threshold() >= best - ROUNDING * Math.abs(best)) {
        throw new IllegalArgumentException(
            "'%s' asks for a mean reward of at least %s, but the largest of the data is %s: ask for less"
                .formatted(constraint.name(), constraint.threshold(), best));
      }
    }
  }

  /**
   * Returns the largest reward of the data: no mean is above it.
   *
   * @param reward index among the problem's rewards, from 0
   * @return in the unit of the reward
   */
  public double best(int reward) {
    return sources.stream()
        .flatMapToDouble(rows -> Arrays.stream(rows.rewards()[reward]))
        .max()
        .orElseThrow();
  }

  /**
   * Returns how far the rewards of the objective's data spread.
   *
   * @param reward index among the problem's rewards, from 0
   * @return the standard deviation, in the unit of the reward
   */
  public double spread(int reward) {
    SourceRows rows = sources.get(0);
    double mean = 0;
    double square = 0;
    for (int n = 0; n < rows.size(); n++) {
      double r = rows.rewards()[reward][n];
      mean += rows.weights()[n] * r;
      square += rows.weights()[n] * r * r;
    }
    return Math.sqrt(Math.max(0, square - mean * mean));
  }

  /**
   * Returns what the Lagrangian's minimiser models.
   *
   * @param multipliers one for each of the problem's {@link ConstrainedProblem#names}, at least 0
   * @return the rows with their probabilities, to draw from
   */
  public synchronized SampleSource at(double... multipliers) {
    return rowsAt(multipliers);
  }

  /**
   * Returns the mean rewards of the Lagrangian's minimiser.
   *
   * @param multipliers one for each of the problem's {@link ConstrainedProblem#names}, at least 0
   * @return E_p[rⱼ], in the units of the rewards
   */
  public synchronized double[] means(double... multipliers) {
    return rowsAt(multipliers).means();
  }

  /**
   * Returns the shares of diversity's classes in the Lagrangian's minimiser.
   *
   * @param multipliers one for each of the problem's {@link ConstrainedProblem#names}, at least 0
   * @return s_c; empty where the problem asks for no diversity
   */
  public synchronized double[] shares(double... multipliers) {
    return rowsAt(multipliers).shares();
  }

  private TiltedRows rowsAt(double[] multipliers) {
    double[] checked = Checks.multipliers(multipliers, problem.names().size());
    if (!Arrays.equals(checked, last)) {
      lastRows = TiltedRows.of(sources, problem.constraints().size(), classes, checked);
      last = checked;
    }
    return lastRows;
  }
}
