package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a model generates, as data: a pool of samples that is made when it is first asked for, and
 * drawn from with replacement after that.
 *
 * <p>The pool depends on the model, the session's seed and the settings here. With {@link
 * #cachedIn} it is written to a file and read by whoever asks for the same pool again. Settings
 * return a copy with a pool of its own.
 */
public final class GeneratedSamples implements SampleSource {
  private static final int POINTS = 20_000;
  private static final int IMAGES = 1_000;
  private static final int BATCH = 250;
  private static final int STEPS = 50;
  private static final int PREDICTIONS_ON_POINTS = 65_536;
  private static final int PREDICTIONS_ON_IMAGES = 8_192;
  private static final int FEWEST_PREDICTIONS = 1_024;
  private static final long PREDICTION_BYTES = 256L << 20;
  private static final long AFTER = 0x47454e;
  private static final long POOL = 0x504f4f4c;

  private final DiffusionModel model;
  private final Denoiser denoiser;
  private final String name;
  private final int size;
  private final SamplingMethod method;
  private final Path folder;
  private final long seed;
  private final int predictions;
  private SamplePool pool;

  private GeneratedSamples(
      DiffusionModel model,
      Denoiser denoiser,
      String name,
      int size,
      SamplingMethod method,
      Path folder,
      long seed,
      int predictions) {
    this.model = model;
    this.denoiser = denoiser;
    this.name = name;
    this.size = size;
    this.method = method;
    this.folder = folder;
    this.seed = seed;
    this.predictions = predictions;
  }

  /**
   * Prepares 1,000 images, or 20,000 points, by DDIM in 50 steps.
   *
   * @param model what generates them
   * @return the samples, not yet made
   */
  public static GeneratedSamples of(DiffusionModel model) {
    return of(model, model.denoiser(), "all classes");
  }

  /**
   * Prepares samples of a denoiser on a model's schedule, such as one class of it.
   *
   * @param model whose session, schedule and sample shape are used
   * @param denoiser predicts the noise
   * @param name tells this denoiser of the model from others
   * @return the samples, not yet made
   */
  public static GeneratedSamples of(DiffusionModel model, Denoiser denoiser, String name) {
    boolean images = model.sampleShape().dimension() > 1;
    return new GeneratedSamples(
        model,
        Objects.requireNonNull(denoiser, "denoiser"),
        Objects.requireNonNull(name, "name"),
        images ? IMAGES : POINTS,
        Ddim.steps(Math.min(STEPS, model.schedule().steps())),
        null,
        0,
        images ? predictionsOn(model.sampleShape()) : PREDICTIONS_ON_POINTS);
  }

  /** As many as fit into the memory: a noised sample and a prediction of float32 each. */
  private static int predictionsOn(Shape image) {
    long fit = PREDICTION_BYTES / (2L * Float.BYTES * image.size());
    return (int) Math.max(FEWEST_PREDICTIONS, Math.min(PREDICTIONS_ON_IMAGES, fit));
  }

  /**
   * Sets how many samples the pool holds.
   *
   * @param count at least 1
   * @return the copy
   */
  public GeneratedSamples count(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "count is " + count + ", but must be at least 1: try " + IMAGES);
    }
    return new GeneratedSamples(model, denoiser, name, count, method, folder, seed, predictions);
  }

  /**
   * Sets how samples are generated.
   *
   * @param value such as {@code Ddim.steps(50)}
   * @return the copy
   */
  public GeneratedSamples method(SamplingMethod value) {
    value.timesteps(model.schedule());
    return new GeneratedSamples(model, denoiser, name, size, value, folder, seed, predictions);
  }

  /**
   * Keeps the pool in a file, under a name made of everything it depends on.
   *
   * @param value the folder, made if absent
   * @return the copy
   */
  public GeneratedSamples cachedIn(Path value) {
    Objects.requireNonNull(value, "folder");
    return new GeneratedSamples(model, denoiser, name, size, method, value, seed, predictions);
  }

  /**
   * Sets the seed of the pool, which adds to the session's: another one gives other samples.
   *
   * @param value any number; 0 at first
   * @return the copy
   */
  public GeneratedSamples seed(long value) {
    return new GeneratedSamples(model, denoiser, name, size, method, folder, value, predictions);
  }

  /**
   * Sets how many noised samples the model's prediction is asked for, once, before training begins.
   * A constrained run is taught by these in place of a pass of the model at every step: an
   * approximation, tried with each used five times. That number is steps · batch · λ/(1 + λ) /
   * count in the mean; a run is warned where it may exceed 50, or a timestep has none. They take
   * two samples' memory each, two more for a moment.
   *
   * @param count at least 1; at first 65,536 for points and 8,192 for images, fewer for large ones
   *     (256 MB in all, but at least 1,024)
   * @return the copy
   */
  public GeneratedSamples predictions(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "predictions is "
              + count
              + ", but a run is taught by at least 1, and by many: try "
              + PREDICTIONS_ON_IMAGES);
    }
    return new GeneratedSamples(model, denoiser, name, size, method, folder, seed, count);
  }

  /** {@return how many noised samples the model's prediction is asked for} */
  public int predictions() {
    return predictions;
  }

  /** {@return what generates them} */
  public DiffusionModel model() {
    return model;
  }

  /** {@return predicts the noise they are generated by} */
  public Denoiser denoiser() {
    return denoiser;
  }

  /** {@return how many samples the pool holds} */
  public int size() {
    return size;
  }

  @Override
  public Shape sampleShape() {
    return model.sampleShape();
  }

  @Override
  public synchronized NDArray sample(NDManager manager, RandomGenerator random, int count) {
    NDArray drawn = pool().draw(manager, random, count);
    // making a pool uses the engine's generator: what comes next must not depend on whether it did
    model.session().random(AFTER, random.nextLong());
    return drawn;
  }

  /**
   * Returns all samples of the pool.
   *
   * @return float32, shape (size, sample shape), owned by the session
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while they are
   *     made
   */
  public synchronized NDArray all() {
    return pool().rows();
  }

  private SamplePool pool() {
    if (pool == null) {
      Session session = model.session();
      Optional<NDArray> stored = file().flatMap(file -> file.read(session.manager(), shape()));
      NDArray rows = stored.orElseGet(this::generate);
      if (stored.isEmpty()) {
        file().ifPresent(file -> file.write(rows));
      }
      pool = new SamplePool(rows);
    }
    return pool;
  }

  private NDArray generate() {
    // a seed of its own: with the usual one, samples of a tuned model would begin at the same noise
    Sampler sampler = model.sampler(denoiser, method).seed(POOL + seed);
    boolean images = sampleShape().dimension() > 1;
    return (images ? sampler.clip(1).batch(BATCH) : sampler.batch(size)).sample(size);
  }

  private Shape shape() {
    return new Shape(size).addAll(sampleShape());
  }

  private Optional<PoolFile> file() {
    return Optional.ofNullable(folder).map(at -> new PoolFile(at, fingerprint()));
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(
        "generated",
        List.of(
            model.fingerprint(),
            name,
            method.toString(),
            Integer.toString(size),
            Long.toString(seed),
            Long.toString(model.session().seed())));
  }

  @Override
  public String toString() {
    return size + " samples of \"" + card() + "\" by " + method;
  }

  private String card() {
    return model.card().name();
  }
}
