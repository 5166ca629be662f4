package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.Objects;
import java.util.Optional;

/**
 * The constraint D_KL(qⁱ‖p) ≤ bᵢ on a model p (arXiv 2408.15094), defined apart from how it is
 * measured. Immutable.
 */
public final class KlConstraint {
  private final String name;
  private final SampleSource source;
  private final Threshold threshold;
  private final Denoiser reference;
  private final NoiseSchedule schedule;

  private KlConstraint(
      String name,
      SampleSource source,
      Threshold threshold,
      Denoiser reference,
      NoiseSchedule schedule) {
    this.name = name;
    this.source = source;
    this.threshold = threshold;
    this.reference = reference;
    this.schedule = schedule;
  }

  /**
   * Starts a constraint: name its threshold next.
   *
   * @param name the name that charts, tables and messages use, not blank
   * @param source the distribution qⁱ
   * @return the constraint without its threshold
   */
  public static Target to(String name, SampleSource source) {
    return new Target(name, source, null, null);
  }

  /**
   * Starts the constraint to stay close to a pre-trained model (arXiv 2408.15094, "Fine-tuning
   * without overfitting"): D_KL(p_pre‖p) ≤ b on samples that the model generates, ½ ∫ E‖ε_pre −
   * ε_θ‖² dℓ on common noise. Where old and new data are disjoint, {@code minShare(w)} asks that a
   * share w of the generated samples remains from the old distribution, b = −log w, and the exact
   * optimum is the mixture (q_new + λ p_pre)/(1 + λ) with λ* = w/(1 − w). The share is that of all
   * old classes together.
   *
   * @param model the pre-trained model; 1,000 images (20,000 points) of it are generated once, when
   *     they are first asked for
   * @return the constraint without its threshold
   */
  public static Target toPretrained(DiffusionModel model) {
    return toPretrained(Objects.requireNonNull(model, "model").generated());
  }

  /**
   * Starts the constraint to stay close to what a pre-trained model generates; the divergence is
   * measured against the denoiser that generated it.
   *
   * @param samples for instance {@code model.generated().count(2_000).cachedIn(folder)}
   * @return the constraint without its threshold
   */
  public static Target toPretrained(GeneratedSamples samples) {
    Objects.requireNonNull(samples, "samples");
    return new Target("pre-trained", samples, samples.denoiser(), samples.model().schedule());
  }

  /** A constraint that is no divergence from its source, but is measured in nats all the same. */
  static KlConstraint with(String name, SampleSource source, Threshold threshold) {
    return new KlConstraint(name, source, threshold, null, null);
  }

  /**
   * Returns a copy that is measured against a reference. On what a pre-trained model generates the
   * reference teaches, too: its predictions are the target on those samples.
   *
   * @param reference a noise predictor of qⁱ, closed-form or trained
   * @return the constraint with this reference
   */
  public KlConstraint reference(Denoiser reference) {
    return new KlConstraint(
        name, source, threshold, Objects.requireNonNull(reference, "reference"), null);
  }

  /**
   * Returns a copy that is measured against a reference on its own schedule only: training on
   * another one is refused.
   *
   * @param reference a noise predictor of qⁱ, closed-form or trained
   * @param made the noise schedule of its timesteps
   * @return the constraint with this reference
   */
  public KlConstraint reference(Denoiser reference, NoiseSchedule made) {
    return new KlConstraint(
        name,
        source,
        threshold,
        Objects.requireNonNull(reference, "reference"),
        Objects.requireNonNull(made, "schedule"));
  }

  /**
   * Returns the schedule that the reference was made for.
   *
   * @return the schedule, or nothing where it was not named
   */
  public Optional<NoiseSchedule> referenceSchedule() {
    return Optional.ofNullable(schedule);
  }

  /**
   * Returns the name.
   *
   * @return as given
   */
  public String name() {
    return name;
  }

  /**
   * Returns the distribution qⁱ.
   *
   * @return as given
   */
  public SampleSource source() {
    return source;
  }

  /**
   * Returns the samples of a pre-trained model that qⁱ is.
   *
   * @return the source, or nothing where it is not what a model generates
   */
  public Optional<GeneratedSamples> pretrained() {
    return source instanceof GeneratedSamples samples ? Optional.of(samples) : Optional.empty();
  }

  /** A text that is equal for equal constraints, with the number of predictions that teach. */
  String fingerprint() {
    return this
        + " "
        + source.fingerprint()
        + pretrained().map(samples -> " predictions " + samples.predictions()).orElse("");
  }

  /**
   * Returns what is asked for.
   *
   * @return a share, nats or a loss
   */
  public Threshold threshold() {
    return threshold;
  }

  /**
   * Returns the reference that the divergence is measured against.
   *
   * @return the reference, or nothing where it is still to be found or trained
   */
  public Optional<Denoiser> reference() {
    return Optional.ofNullable(reference);
  }

  /**
   * Returns the bound bᵢ.
   *
   * @return b in nats; −log w for a smallest share w
   * @throws IllegalStateException if the threshold is in loss units
   */
  public double nats() {
    if (threshold instanceof Threshold.MaxLoss) {
      throw new IllegalStateException(
          "constraint '%s' has the threshold %s, and a loss does not convert to nats: state it as"
                  .formatted(name, threshold)
              + " minShare or atMostNats, or compare with the loss measured at the λ*-mixture");
    }
    return threshold.nats();
  }

  @Override
  public String toString() {
    return name + ": " + threshold;
  }

  /** A constraint whose threshold is still to be named. */
  public static final class Target {
    private final String name;
    private final SampleSource source;
    private final Denoiser reference;
    private final NoiseSchedule schedule;

    private Target(String name, SampleSource source, Denoiser reference, NoiseSchedule schedule) {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException(
            "the constraint's name is blank, but charts and messages need one: give a name such as"
                + " \"digit 4\"");
      }
      this.name = name;
      this.source = Objects.requireNonNull(source, "source");
      this.reference = reference;
      this.schedule = schedule;
    }

    /**
     * Names the constraint otherwise.
     *
     * @param value the name that charts, tables and messages use, not blank
     * @return the constraint with this name, its threshold still to be named
     */
    public Target named(String value) {
      return new Target(value, source, reference, schedule);
    }

    /**
     * Asks for at least a share of the samples: b = −log share, exact where classes are disjoint.
     *
     * @param share the smallest fraction of samples, strictly between 0 and 1
     * @return the constraint
     */
    public KlConstraint minShare(double share) {
      return with(new Threshold.MinShare(share));
    }

    /**
     * Asks for at most a divergence.
     *
     * @param nats the bound on D_KL(qⁱ‖p) in nats, above 0
     * @return the constraint
     */
    public KlConstraint atMostNats(double nats) {
      return with(new Threshold.MaxNats(nats));
    }

    /**
     * Asks for at most a denoising loss, the units that the paper trains in.
     *
     * @param loss the bound on E‖ε − ε_θ‖² / d over the constraint's samples, a mean over the d
     *     elements of a sample and over timesteps, always of the noise whatever the network
     *     predicts; above 0
     * @return the constraint
     */
    public KlConstraint atMostLoss(double loss) {
      return with(new Threshold.MaxLoss(loss));
    }

    /**
     * Asks for at most u, the smallest bound that all constraints can meet together: for {@link
     * ConstrainedProblem#minimizeWorst}.
     *
     * @return the constraint
     */
    public KlConstraint atMostWorst() {
      return atMostWorst(0);
    }

    /**
     * Asks for D_KL + offset ≤ u, with u the smallest bound that all constraints can meet together.
     *
     * @param offset nats; H(qⁱ) turns D_KL(qⁱ‖p) into the cross-entropy −E log p
     * @return the constraint
     */
    public KlConstraint atMostWorst(double offset) {
      return with(new Threshold.Common(offset));
    }

    private KlConstraint with(Threshold threshold) {
      return new KlConstraint(name, source, threshold, reference, schedule);
    }
  }
}
