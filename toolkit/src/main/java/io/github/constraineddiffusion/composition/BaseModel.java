package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.Run;
import java.util.Objects;
import java.util.Optional;

/**
 * A pre-trained model qⁱ to be composed with others. Immutable.
 *
 * @param name the name that charts, tables and messages use
 * @param denoiser predicts the noise
 * @param schedule the noise schedule of its timesteps
 * @param source draws samples of the model
 * @param density the exact density, where the model is closed-form
 * @param fingerprint equal for equal models: it goes into checkpoints
 */
public record BaseModel(
    String name,
    Denoiser denoiser,
    NoiseSchedule schedule,
    SampleSource source,
    Optional<GaussianMixture> density,
    String fingerprint) {
  /**
   * Checks that nothing is missing.
   *
   * @param name the name that charts, tables and messages use
   * @param denoiser predicts the noise
   * @param schedule the noise schedule of its timesteps
   * @param source draws samples of the model
   * @param density the exact density, where the model is closed-form
   * @param fingerprint equal for equal models
   */
  public BaseModel {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "a model's name is blank, but charts and messages need one: give a name such as \"A\"");
    }
    Objects.requireNonNull(denoiser, "denoiser");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(density, "density");
    Objects.requireNonNull(fingerprint, "fingerprint");
  }

  /**
   * Takes a model that is known by what it generates.
   *
   * @param name the name that charts, tables and messages use
   * @param denoiser predicts the noise
   * @param schedule the noise schedule of its timesteps
   * @param source draws samples of the model, and tells it from others by its fingerprint
   * @param density the exact density, where the model is closed-form
   */
  public BaseModel(
      String name,
      Denoiser denoiser,
      NoiseSchedule schedule,
      SampleSource source,
      Optional<GaussianMixture> density) {
    this(name, denoiser, schedule, source, density, source.fingerprint());
  }

  /**
   * Returns the exact model of a Gaussian mixture: its score is closed-form.
   *
   * @param session owner of the denoiser's arrays
   * @param name a short name
   * @param density the distribution
   * @param schedule the noise schedule
   * @return the model
   */
  public static BaseModel exact(
      Session session, String name, GaussianMixture density, NoiseSchedule schedule) {
    Denoiser denoiser = GaussianMixtureDenoiser.of(session, density, schedule);
    return new BaseModel(name, denoiser, schedule, density, Optional.of(density));
  }

  /**
   * Returns a stored model; its samples are drawn from it by DDIM when they are first asked for.
   *
   * @param name a short name
   * @param model the model
   * @return the model
   */
  public static BaseModel of(String name, DiffusionModel model) {
    return of(name, model.generated());
  }

  /**
   * Returns one class of a stored class-conditional model.
   *
   * @param name a short name
   * @param model the model
   * @param label the class, from 0
   * @return the model
   */
  public static BaseModel of(String name, DiffusionModel model, int label) {
    return of(name, GeneratedSamples.of(model, model.given(label), "class " + label));
  }

  private static BaseModel of(String name, GeneratedSamples samples) {
    return new BaseModel(
        name, samples.denoiser(), samples.model().schedule(), samples, Optional.empty());
  }

  /**
   * Returns the model that a run has trained, with its averaged weights.
   *
   * @param name a short name
   * @param run the run
   * @return the model
   */
  public static BaseModel of(String name, Run run) {
    return of(name, run.model());
  }

  /**
   * Sets where samples of the model come from: the data it was trained on take the place of samples
   * that it generates.
   *
   * @param data draws samples of qⁱ
   * @return the copy
   */
  public BaseModel samples(SampleSource data) {
    if (!data.sampleShape().equals(sampleShape())) {
      throw new IllegalArgumentException(
          "the samples have shape %s, but model '%s' makes %s: give samples of that shape"
              .formatted(data.sampleShape(), name, sampleShape()));
    }
    return new BaseModel(name, denoiser, schedule, data, density, fingerprint);
  }

  /** {@return the shape of one sample} */
  public Shape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public String toString() {
    return density.map(exact -> name + ": " + exact).orElse(name + " on " + schedule);
  }
}
