package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.MixtureSource;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The constraint that a model generate at least so many effective classes exp(H(s)), with s the
 * shares of the classes and H their entropy in nats. Immutable.
 *
 * <p>For C classes that is D_KL(s‖uniform) = log C − H(s) ≤ log(C/n), convex in the model p. With
 * the multiplier μ the Lagrangian D_KL(q‖p) + μ·(log n − H(s)) has its minimum, for disjoint
 * classes q_c of shares ρ_c in the data, at p = Σ s_c·q_c with
 *
 * <pre>s_c·(1 + μ·(H(s) + log s_c)) = ρ_c,</pre>
 *
 * because D_KL(q‖p) is −Σ ρ_c·log s_c and a constant, whose derivative by s_c is −ρ_c/s_c, and that
 * of −H is 1 + log s_c. That is a λ-mixture with a λ of each class, so the same primal steps train
 * it; μ follows the entropy that is measured.
 *
 * <p>Beside other constraints, divergences or mean rewards r with multipliers of their own, the
 * minimum is M(x)/(ν + μ·log s_c − R(x)) at a row x of class c, with M = q + Σ λᵢ·qⁱ and R the
 * rewards times theirs; {@link RewardTilt} solves for ν and s together. That each row's weight
 * depends on the row and not on its class alone is what rewards bring, {@link SemanticConsistency}
 * among them; without them it is the above.
 */
public final class Diversity {
  static final String NAME = "diversity";

  private final SampleSource data;
  private final List<SampleSource> classes;
  private final double[] shares;
  private final Function<double[], SampleSource> mixture;
  private final double effective;

  private Diversity(
      SampleSource data,
      List<SampleSource> classes,
      double[] shares,
      Function<double[], SampleSource> mixture,
      double effective) {
    this.data = data;
    this.classes = classes;
    this.shares = shares;
    this.mixture = mixture;
    this.effective = effective;
  }

  /**
   * Starts a constraint on the labels' classes of which there are images.
   *
   * @param data images of at least two classes
   * @return the constraint without its threshold
   */
  public static Target of(ImageSet data) {
    double[] all = data.classShares();
    int[] present = IntStream.range(0, all.length).filter(c -> all[c] > 0).toArray();
    List<SampleSource> classes = new ArrayList<>();
    for (int c : present) {
      classes.add(data.only(c));
    }
    double[] shares = Arrays.stream(present).mapToDouble(c -> all[c]).toArray();
    return new Target(data, classes, shares, s -> MixtureSource.of(classes, s));
  }

  /**
   * Starts a constraint on the components of a mixture, each a class, which hardly overlap.
   *
   * @param data a mixture of at least two components
   * @return the constraint without its threshold
   */
  public static Target of(GaussianMixture data) {
    List<SampleSource> classes = new ArrayList<>();
    for (int k = 0; k < data.size(); k++) {
      classes.add(data.only(k));
    }
    return new Target(data, classes, data.weights(), data::withWeights);
  }

  /**
   * Returns the effective number of classes.
   *
   * @param shares at least 0, of sum 1
   * @return exp(H): the number of classes where all shares are equal, 1 where one has all
   */
  public static double effectiveClasses(double... shares) {
    return Math.exp(ClassShares.entropy(shares));
  }

  /** {@return the data q, whose classes these are} */
  public SampleSource data() {
    return data;
  }

  /** {@return the data of each class} */
  public List<SampleSource> classes() {
    return classes;
  }

  /** {@return the share of each class in the data, ρ} */
  public double[] dataShares() {
    return shares.clone();
  }

  /** {@return how many effective classes are asked for} */
  public double effective() {
    return effective;
  }

  /**
   * Returns the shares of the Lagrangian's minimiser.
   *
   * @param mu the multiplier μ, at least 0
   * @return s(μ), a share of each class
   */
  public double[] shares(double mu) {
    return ClassShares.at(shares, Checks.multipliers(new double[] {mu}, 1)[0]);
  }

  /**
   * Returns the exact multiplier.
   *
   * @return μ*, the price of a nat of entropy; 0 where the data are diverse enough
   */
  public double optimum() {
    return ClassShares.multiplier(shares, effective);
  }

  /**
   * Returns what the Lagrangian's minimiser models.
   *
   * @param mu the multiplier μ, at least 0
   * @return Σ s_c(μ)·q_c
   */
  public SampleSource mixture(double mu) {
    return mixture.apply(shares(mu));
  }

  /** The constraint as the problem's multipliers, thresholds and charts see it. */
  KlConstraint asConstraint() {
    double[] equal = new double[shares.length];
    Arrays.fill(equal, 1.0 / equal.length);
    return KlConstraint.with(
        NAME, mixture.apply(equal), new Threshold.MinEffectiveClasses(effective, shares.length));
  }

  @Override
  public String toString() {
    return asConstraint().toString();
  }

  /** A constraint whose threshold is still to be named. */
  public static final class Target {
    private final SampleSource data;
    private final List<SampleSource> classes;
    private final double[] shares;
    private final Function<double[], SampleSource> mixture;

    private Target(
        SampleSource data,
        List<SampleSource> classes,
        double[] shares,
        Function<double[], SampleSource> mixture) {
      if (classes.size() < 2) {
        throw new IllegalArgumentException(
            "the data have %d class, but diversity is of at least 2: give data of more classes"
                .formatted(classes.size()));
      }
      this.data = data;
      this.classes = List.copyOf(classes);
      this.shares = shares.clone();
      this.mixture = mixture;
    }

    /**
     * Asks for at least so many effective classes.
     *
     * @param effective exp(H), above 1 and below the number of classes
     * @return the constraint
     */
    public Diversity atLeast(double effective) {
      new Threshold.MinEffectiveClasses(effective, classes.size());
      return new Diversity(data, classes, shares, mixture, effective);
    }
  }
}
