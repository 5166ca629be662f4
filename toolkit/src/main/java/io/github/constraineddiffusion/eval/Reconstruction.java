package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.SamplingMethod;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;

/**
 * Measures how well a model restores images from noise: x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε is denoised to
 * x̂₀, limited to [−1, 1], and compared with x₀. A model that overfits restores the images that it
 * was trained on better than others. Immutable: every setter returns a copy.
 *
 * <p>The noise depends on the seeds, the image's number, the timestep and the draw only, so two
 * models are compared under the same noise, whatever the batch.
 *
 * <pre>{@code
 * ReconstructionGap gap = Reconstruction.of(session, model).levels(10).measure(training, heldOut);
 * }</pre>
 */
public final class Reconstruction {
  private static final int USUAL_LEVELS = 10;
  private static final int USUAL_DRAWS = 4;
  private static final int USUAL_BATCH = 64;

  private final ReconstructionSettings settings;

  private Reconstruction(ReconstructionSettings settings) {
    this.settings = settings;
  }

  /**
   * Prepares to measure a denoiser.
   *
   * @param session where to compute, and a seed
   * @param denoiser predicts the noise
   * @param schedule the noise schedule of its timesteps
   * @return one step from each of 10 levels, 4 draws, batches of 64 images, seed 0
   */
  public static Reconstruction of(Session session, Denoiser denoiser, NoiseSchedule schedule) {
    return of(session, denoiser, schedule, null);
  }

  /**
   * Prepares to measure a model.
   *
   * @param session where to compute, and a seed
   * @param model the model of all classes is measured
   * @return one step from each of 10 levels, 4 draws, batches of 64 images, seed 0
   */
  public static Reconstruction of(Session session, DiffusionModel model) {
    return of(session, model.denoiser(), model.schedule(), model.sampleShape());
  }

  private static Reconstruction of(
      Session session, Denoiser denoiser, NoiseSchedule schedule, Shape shape) {
    int count = Math.min(USUAL_LEVELS, schedule.steps());
    int[] levels = ReconstructionLevels.spread(schedule, count);
    return new Reconstruction(
        new ReconstructionSettings(
            session, denoiser, schedule, shape, levels, USUAL_DRAWS, USUAL_BATCH, 0, null));
  }

  /**
   * Spreads the levels: the timesteps nearest to the middles of equal parts of the schedule's
   * log-SNR, of which no more than −10 to 10 is used. The mean over levels is then one over
   * log-SNR.
   *
   * @param count how many, from 1 to T
   * @return the copy
   */
  public Reconstruction levels(int count) {
    int[] levels = ReconstructionLevels.spread(settings.schedule(), count);
    return new Reconstruction(settings.timesteps(levels));
  }

  /**
   * Sets the levels one by one.
   *
   * @param value different timesteps in 1…T
   * @return the copy
   */
  public Reconstruction timesteps(int... value) {
    int[] levels = ReconstructionLevels.checked(settings.schedule(), value);
    return new Reconstruction(settings.timesteps(levels));
  }

  /**
   * Sets how often noise is drawn for each image and level.
   *
   * @param count at least 1; 4 at first
   * @return the copy
   */
  public Reconstruction draws(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "draws is " + count + ", but must be at least 1: 4 are usual");
    }
    return new Reconstruction(settings.draws(count));
  }

  /**
   * Sets how many images are restored at once.
   *
   * @param size at least 1; 64 at first
   * @return the copy
   */
  public Reconstruction batch(int size) {
    return new Reconstruction(settings.batch(ImageBatches.requireBatch(size)));
  }

  /**
   * Sets the seed, which adds to the session's.
   *
   * @param value any number; 0 at first
   * @return the copy
   */
  public Reconstruction seed(long value) {
    return new Reconstruction(settings.seed(value));
  }

  /**
   * Restores by the reverse process instead of in one step: from the level through those levels of
   * a sampling method that lie below it. One step has the smallest squared error; the process gives
   * sharp images.
   *
   * @param method such as {@code Ddim.steps(20)}; with fresh noise (η above 0) the batch size is
   *     part of the seed
   * @return the copy
   * @throws IllegalArgumentException if the method does not fit the noise schedule
   */
  public Reconstruction through(SamplingMethod method) {
    method.timesteps(settings.schedule());
    return new Reconstruction(settings.method(method));
  }

  /**
   * Restores images.
   *
   * @param images at least 2; gone through once
   * @return fidelity over the levels
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ReconstructionCurve measure(ImageSource images) {
    return ReconstructionPass.measure(settings, images);
  }

  /**
   * Restores the images of a set, each as often; the weights of its classes do not count.
   *
   * @param images at least 2
   * @return fidelity over the levels
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ReconstructionCurve measure(ImageSet images) {
    return measure(ImageSource.of(images));
  }

  /**
   * Compares the images that the model was trained on with others of the same kind.
   *
   * @param training images of the training set, at least 2
   * @param heldOut images that were not trained on, at least 2
   * @return the gap
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ReconstructionGap measure(ImageSource training, ImageSource heldOut) {
    return measure(training).gapTo(measure(heldOut));
  }

  /**
   * Compares the images that the model was trained on with others of the same kind.
   *
   * @param training the training set, at least 2 images
   * @param heldOut images that were not trained on, at least 2
   * @return the gap
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ReconstructionGap measure(ImageSet training, ImageSet heldOut) {
    return measure(ImageSource.of(training), ImageSource.of(heldOut));
  }
}
