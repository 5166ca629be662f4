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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Minimise D_KL(q‖p) over diffusion models p, subject to D_KL(qⁱ‖p) ≤ bᵢ for i = 1…m (arXiv
 * 2408.15094). Immutable.
 *
 * <p>For multipliers λ ≥ 0 the Lagrangian's minimiser is the model of the mixture (q + Σ λᵢ qⁱ)/(1
 * + Σ λᵢ), which {@link #lambdaMixture} samples.
 */
public final class ConstrainedProblem {
  private final SampleSource objective;
  private final List<KlConstraint> constraints;
  private final List<SampleSource> sources;
  private final ComponentUnion union;
  private final Blend blend;
  private final Diversity diversity;

  ConstrainedProblem(SampleSource objective, List<KlConstraint> constraints) {
    this(objective, constraints, null, null);
  }

  private ConstrainedProblem(
      SampleSource objective, List<KlConstraint> constraints, Blend blend, Diversity diversity) {
    this.objective = objective;
    this.constraints = constraints;
    this.blend = blend;
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
        null);
  }

  static ConstrainedProblem diverse(Diversity diversity) {
    return new ConstrainedProblem(
        diversity.data(),
        List.of(diversity.asConstraint()),
        lambda -> diversity.mixture(lambda[0]),
        diversity);
  }

  /**
   * Returns the constraint on diversity, whose multiplier μ is then the only one.
   *
   * @return the constraint, or nothing where the problem's constraints are divergences
   */
  public Optional<Diversity> diversity() {
    return Optional.ofNullable(diversity);
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
   * Returns the constraints, in the order of the multipliers.
   *
   * @return at least one, but for {@link #unconstrained}
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
    return constraints.stream().map(KlConstraint::name).toList();
  }

  /**
   * Returns the thresholds bᵢ.
   *
   * @return in nats, in the order of the multipliers
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
   */
  public SampleSource lambdaMixture(double... lambda) {
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
      ClassOverlap.all(this).stream()
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
    return Fingerprint.of("problem", parts);
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
    return (minimizesWorst() ? "minimise u subject to " : "minimise KL(data‖model) subject to ")
        + constraints.stream().map(KlConstraint::toString).collect(Collectors.joining("; "));
  }
}
