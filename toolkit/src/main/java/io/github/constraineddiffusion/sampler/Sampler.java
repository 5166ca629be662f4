package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.concurrent.CancellationException;

/**
 * Draws samples from a denoiser. Immutable: every setter returns a copy.
 *
 * <p>The same session seed, sampler seed, batch size and count give the same samples. Not for use
 * on several threads at once: the engine has one random generator.
 */
public final class Sampler {
  // Names the place of sampling among the random numbers of a session.
  private static final long PURPOSE = 0x5a4d504c45L;
  private static final int USUAL_BATCH = 1024;

  private final Session session;
  private final Shape sampleShape;
  private final Denoiser denoiser;
  private final NoiseSchedule schedule;
  private final SamplingMethod method;
  private final long seed;
  private final double clip;
  private final int batch;

  private Sampler(Sampler from, SamplingMethod method, long seed, double clip, int batch) {
    this(from.session, from.sampleShape, from.denoiser, from.schedule, method, seed, clip, batch);
  }

  private Sampler(
      Session session,
      Shape sampleShape,
      Denoiser denoiser,
      NoiseSchedule schedule,
      SamplingMethod method,
      long seed,
      double clip,
      int batch) {
    this.session = session;
    this.sampleShape = sampleShape;
    this.denoiser = denoiser;
    this.schedule = schedule;
    this.method = method;
    this.seed = seed;
    this.clip = clip;
    this.batch = batch;
  }

  /**
   * Prepares a sampler.
   *
   * @param session the owner of the samples, and their seed
   * @param denoiser predicts the noise
   * @param schedule the noise schedule of its timesteps
   * @param sampleShape the shape of one sample
   * @return a sampler with {@code Ddim.steps(20)}, at most one step for each timestep
   */
  public static Sampler of(
      Session session, Denoiser denoiser, NoiseSchedule schedule, Shape sampleShape) {
    var method = Ddim.steps(Math.min(20, schedule.steps()));
    return new Sampler(session, sampleShape, denoiser, schedule, method, 0, 0, USUAL_BATCH);
  }

  /**
   * Sets the sampling method.
   *
   * @param value the method
   * @return the copy
   * @throws IllegalArgumentException if it does not fit the noise schedule
   */
  public Sampler method(SamplingMethod value) {
    value.timesteps(schedule);
    return new Sampler(this, value, seed, clip, batch);
  }

  /**
   * Sets the seed, which adds to the session's.
   *
   * @param value any number; 0 at first
   * @return the copy
   */
  public Sampler seed(long value) {
    return new Sampler(this, method, value, clip, batch);
  }

  /**
   * Limits x̂₀ to [−limit, limit] at every step.
   *
   * @param limit the largest magnitude of the data, above 0: 1 for images scaled to [−1, 1]
   * @return the copy
   */
  public Sampler clip(double limit) {
    ReverseProcess.of(denoiser, schedule, method).clip(limit);
    return new Sampler(this, method, seed, limit, batch);
  }

  /**
   * Sets how many samples are made at once.
   *
   * @param size at least 1; 1,024 at first
   * @return the copy
   */
  public Sampler batch(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "batch is " + size + ", but must be at least 1: try 64 for images");
    }
    return new Sampler(this, method, seed, clip, size);
  }

  /**
   * Draws samples.
   *
   * @param count how many, at least 1
   * @return float32 samples of shape (count, sample shape), owned by the session's manager
   * @throws CancellationException if the thread is interrupted
   */
  public NDArray sample(int count) {
    requireCount(count);
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      var batches = new NDList();
      for (int done = 0; done < count; done += batch) {
        batches.add(draw(scope, done / batch, Math.min(batch, count - done), (t, x) -> {}));
      }
      NDArray all = batches.size() == 1 ? batches.head() : NDArrays.concat(batches);
      all.attach(session.manager());
      return all;
    }
  }

  /**
   * Draws samples and keeps every level on the way; all in one batch.
   *
   * @param count how many, at least 1
   * @return the levels, owned by the session's manager
   * @throws CancellationException if the thread is interrupted
   */
  public Trajectory trajectory(int count) {
    requireCount(count);
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      var recorder = new TrajectoryRecorder(scope);
      draw(scope, 0, count, recorder);
      return recorder.trajectory(session.manager());
    }
  }

  private NDArray draw(NDManager scope, int index, int count, SamplingListener listener) {
    session.random(PURPOSE, seed, index);
    var process = ReverseProcess.of(denoiser, schedule, method).listener(listener);
    NDArray noise = scope.randomNormal(new Shape(count).addAll(sampleShape));
    NDArray samples = (clip > 0 ? process.clip(clip) : process).run(noise);
    noise.close();
    return samples;
  }

  private static void requireCount(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "samples is " + count + ", but must be at least 1: try 64");
    }
  }
}
