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
  private static final long AFTER = 0x47454e;

  private final DiffusionModel model;
  private final Denoiser denoiser;
  private final String name;
  private final int size;
  private final SamplingMethod method;
  private final Path folder;
  private SamplePool pool;

  private GeneratedSamples(
      DiffusionModel model,
      Denoiser denoiser,
      String name,
      int size,
      SamplingMethod method,
      Path folder) {
    this.model = model;
    this.denoiser = denoiser;
    this.name = name;
    this.size = size;
    this.method = method;
    this.folder = folder;
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
        null);
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
    return new GeneratedSamples(model, denoiser, name, count, method, folder);
  }

  /**
   * Sets how samples are generated.
   *
   * @param value such as {@code Ddim.steps(50)}
   * @return the copy
   */
  public GeneratedSamples method(SamplingMethod value) {
    value.timesteps(model.schedule());
    return new GeneratedSamples(model, denoiser, name, size, value, folder);
  }

  /**
   * Keeps the pool in a file, under a name made of everything it depends on.
   *
   * @param value the folder, made if absent
   * @return the copy
   */
  public GeneratedSamples cachedIn(Path value) {
    Objects.requireNonNull(value, "folder");
    return new GeneratedSamples(model, denoiser, name, size, method, value);
  }

  /**
   * Forgets the pool: it is made anew when it is next asked for, and replaces the file of {@link
   * #cachedIn}.
   */
  public synchronized void refresh() {
    if (pool != null) {
      pool.rows().close();
      pool = null;
    }
    file().ifPresent(PoolFile::delete);
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
    Sampler sampler = model.sampler(denoiser, method);
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
    ModelCard card = model.card();
    return Fingerprint.of(
        "generated",
        List.of(
            card.name(),
            card.data(),
            card.training(),
            Long.toString(card.seed()),
            Integer.toString(card.steps()),
            card.sha256(),
            name,
            method.toString(),
            Integer.toString(size),
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
