package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.MixtureSource;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Minimise D_KL(q‖p) over diffusion models p, subject to D_KL(qⁱ‖p) ≤ bᵢ for i = 1…m (arXiv
 * 2408.15094), to mean rewards E_p[rⱼ] ≥ cⱼ, and to a number of effective classes. Immutable.
 *
 * <p>For multipliers λ ≥ 0 the Lagrangian's minimiser is the model of the mixture (q + Σ λᵢ qⁱ)/(1
 * + Σ λᵢ), which {@link #lambdaMixture} samples; with rewards it is that of {@link RewardTilt}.
 */
public final class ConstrainedProblem {
  private final SampleSource objective;
  private final List<KlConstraint> constraints;
  private final List<SampleSource> sources;
  private final ComponentUnion union;
  private final Blend blend;
  private final List<RewardConstraint> rewards;
  private final Diversity diversity;

  ConstrainedProblem(SampleSource objective, List<KlConstraint> constraints) {
    this(objective, constraints, null, List.of(), null);
  }

  private ConstrainedProblem(
      SampleSource objective,
      List<KlConstraint> constraints,
      Blend blend,
      List<RewardConstraint> rewards,
      Diversity diversity) {
    this.objective = objective;
    this.constraints = constraints;
    this.blend = blend;
    this.rewards = rewards;
    this.diversity = diversity;
    this.sources =
        Stream.concat(Stream.of(objective), constraints.stream().map(KlConstraint::source))
            .toList();
    this.union = gaussians().map(ComponentUnion::of).orElse(null);
  }

  /**
   * Starts a problem.
   *
   * @param objective the data distribution q
   * @return a builder without constraints
   */
  public static ConstrainedProblemBuilder minimizeKlTo(SampleSource objective) {
    return new ConstrainedProblemBuilder(Objects.requireNonNull(objective, "objective"));
  }

  /**
   * Returns the plain problem min D_KL(q‖p), without constraints: for references and baselines.
   *
   * @param objective the data distribution q
   * @return a problem of no constraints
   */
  public static ConstrainedProblem unconstrained(SampleSource objective) {
    return new ConstrainedProblem(Objects.requireNonNull(objective, "objective"), List.of());
  }

  /**
   * Returns the problem min u subject to D_KL(qⁱ‖p) ≤ u for all i: the model nearest to the worst
   * of several (arXiv 2508.19104, mixture composition). Multipliers lie on the simplex, and the
   * Lagrangian's minimiser is Σ λᵢ qⁱ.
   *
   * @param constraints at least two, by {@code KlConstraint.to(name, source).atMostWorst()}
   * @return the problem
   */
  public static ConstrainedProblem minimizeWorst(List<KlConstraint> constraints) {
    List<SampleSource> parts = constraints.stream().map(KlConstraint::source).toList();
    return minimizeWorst(constraints, lambda -> mixture(parts, lambda));
  }

  private static SampleSource mixture(List<SampleSource> parts, double[] lambda) {
    if (!parts.stream().allMatch(GaussianMixture.class::isInstance)) {
      return MixtureSource.of(parts, lambda);
    }
    return ComponentUnion.of(parts.stream().map(GaussianMixture.class::cast).toList()).mix(lambda);
  }

  /**
   * Returns a problem min u whose Lagrangian's minimiser is another blend, such as a product.
   *
   * @param constraints at least two, each {@code atMostWorst}; the samples that a constraint is
   *     measured on are those of its source
   * @param blend what is modelled at weights λ
   * @return the problem
   * @throws IllegalArgumentException if a name occurs twice, samples differ in shape, there are
   *     fewer than two constraints, or one has a threshold of its own
   */
  public static ConstrainedProblem minimizeWorst(List<KlConstraint> constraints, Blend blend) {
    ConstrainedProblemBuilder.checkWorst(constraints);
    return new ConstrainedProblem(
        constraints.get(0).source(),
        List.copyOf(constraints),
        Objects.requireNonNull(blend, "blend"),
        List.of(),
        null);
  }

  static ConstrainedProblem diverse(Diversity diversity) {
    return new ConstrainedProblem(
        diversity.data(),
        List.of(diversity.asConstraint()),
        lambda -> diversity.mixture(lambda[0]),
        List.of(),
        diversity);
  }

  /**
   * Makes a problem whose minimiser is no mixture.
   *
   * @param diversity null for none
   */
  static ConstrainedProblem tilted(
      SampleSource objective,
      List<KlConstraint> constraints,
      List<RewardConstraint> rewards,
      Diversity diversity) {
    return new ConstrainedProblem(objective, constraints, null, rewards, diversity);
  }

  /**
   * Returns the constraint on diversity: alone in its problem it is also the one of {@link
   * #constraints}, beside others the last of {@link #names}.
   *
   * @return the constraint, or nothing where diversity is not asked for
   */
  public Optional<Diversity> diversity() {
    return Optional.ofNullable(diversity);
  }

  /**
   * Returns the constraints on mean rewards, whose multipliers follow those of {@link
   * #constraints}.
   *
   * @return none or more
   */
  public List<RewardConstraint> rewards() {
    return rewards;
  }

  /**
   * Says whether the Lagrangian's minimiser weighs single rows of the data, as {@link RewardTilt}
   * does, and is no mixture.
   *
   * @return true where there are rewards, or diversity beside other constraints
   */
  public boolean tilted() {
    return blend == null && (!rewards.isEmpty() || diversity != null);
  }

  /**
   * Returns the problem of the divergences alone.
   *
   * @return this problem where it has no others; else a copy, perhaps of no constraints
   */
  public ConstrainedProblem divergencesOnly() {
    return tilted() ? new ConstrainedProblem(objective, constraints) : this;
  }

  /**
   * Says whether this is a problem min u: without data of its own, weights λ on the simplex.
   *
   * @return true for {@link #minimizeWorst}
   */
  public boolean minimizesWorst() {
    return blend != null && diversity == null;
  }

  /**
   * Returns the data distribution q.
   *
   * @return as given; for {@link #minimizeWorst} the first constraint's source, which has no weight
   *     of its own
   */
  public SampleSource objective() {
    return objective;
  }

  /**
   * Returns the constraints on divergences, in the order of the multipliers, which begin with
   * these.
   *
   * @return at least one, but for {@link #unconstrained} and problems with rewards only
   */
  public List<KlConstraint> constraints() {
    return constraints;
  }

  /**
   * Returns the names of the constraints, in the order of the multipliers.
   *
   * @return unique names
   */
  public List<String> names() {
    var names = new ArrayList<String>();
    constraints.forEach(each -> names.add(each.name()));
    rewards.forEach(each -> names.add(each.name()));
    if (tilted() && diversity != null) {
      names.add(Diversity.NAME);
    }
    return List.copyOf(names);
  }

  /**
   * Returns the thresholds bᵢ of the divergences.
   *
   * @return in nats, in the order of {@link #constraints}
   * @throws IllegalStateException if one is in loss units
   */
  public double[] nats() {
    return constraints.stream().mapToDouble(KlConstraint::nats).toArray();
  }

  /**
   * Returns the distribution that the Lagrangian's minimiser models at λ: (q + Σ λᵢ qⁱ)/(1 + Σ λᵢ),
   * for {@link #minimizeWorst} its blend, for {@link Diversity} its mixture of classes.
   *
   * <p>Cheap enough for every training step: nothing is copied or computed but the weights.
   *
   * @param lambda the multipliers, one for each constraint, at least 0
   * @return a {@link GaussianMixture} where all sources are, and otherwise a {@link MixtureSource}
   * @throws IllegalStateException where the problem has rewards
   */
  public SampleSource lambdaMixture(double... lambda) {
    if (tilted()) {
      throw new IllegalStateException(
          "the problem \"%s\" has rewards, so its minimiser is no mixture: use RewardTilt.of(problem, session).at(λ)"
              .formatted(this));
    }
    double[] checked = Checks.multipliers(lambda, constraints.size());
    if (blend != null) {
      return blend.at(checked);
    }
    double[] weights = Checks.withObjective(checked);
    return union != null ? union.mix(weights) : MixtureSource.of(sources, weights);
  }

  /**
   * Measures how far classes whose shares are asked for overlap each other and the rest of the
   * data: −log w is then no exact conversion from shares to nats. Gaussian mixtures only; the
   * overlap of other sources is not known.
   *
   * @return a message for each overlap above 0.1 %; empty where classes are disjoint
   */
  public List<String> warnings() {
    var messages = new ArrayList<String>();
    double shares = ConstrainedProblemBuilder.sumOfShares(constraints);
    if (union == null && shares > 1 - ConstrainedProblemBuilder.ROUNDING) {
      messages.add(
          "the shares sum to 1: if the data hold anything else, the multipliers grow without limit."
              + " Ask for less, or leave one constraint out");
    }
    if (shares > 0) {
      ClassOverlap.all(divergencesOnly()).stream()
          .filter(overlap -> overlap.matters() && asksShare(overlap))
          .forEach(overlap -> messages.add(overlap.toString()));
    }
    return List.copyOf(messages);
  }

  private boolean asksShare(ClassOverlap overlap) {
    return constraints.stream()
        .filter(each -> each.threshold() instanceof Threshold.MinShare)
        .anyMatch(each -> overlap.concerns(each.name()));
  }

  /**
   * Identifies the sources and thresholds, for checkpoints.
   *
   * @return a text that is equal for equal problems
   */
  public String fingerprint() {
    var parts = new ArrayList<String>(List.of(objective.fingerprint()));
    for (KlConstraint constraint : constraints) {
      parts.add(constraint.fingerprint());
    }
    rewards.forEach(each -> parts.add(each.fingerprint()));
    if (tilted() && diversity != null) {
      parts.add(diversity.asConstraint().fingerprint());
    }
    return Fingerprint.of("problem", parts);
  }

  /** Returns (q, q¹, …, qᵐ). */
  List<SampleSource> sources() {
    return sources;
  }

  /** Returns (q, q¹, …, qᵐ) where all are Gaussian mixtures. */
  Optional<List<GaussianMixture>> gaussians() {
    return sources.stream().allMatch(GaussianMixture.class::isInstance)
        ? Optional.of(sources.stream().map(GaussianMixture.class::cast).toList())
        : Optional.empty();
  }

  int sampleDimension() {
    return Math.toIntExact(objective.sampleShape().size());
  }

  /** Returns the distinct components of (q, q¹, …, qᵐ) where all are Gaussian mixtures. */
  Optional<ComponentUnion> union() {
    return Optional.ofNullable(union);
  }

  @Override
  public String toString() {
    var texts = new ArrayList<String>();
    constraints.forEach(each -> texts.add(each.toString()));
    rewards.forEach(each -> texts.add(each.toString()));
    if (tilted() && diversity != null) {
      texts.add(diversity.toString());
    }
    return (minimizesWorst() ? "minimise u subject to " : "minimise KL(data‖model) subject to ")
        + String.join("; ", texts);
  }
}
