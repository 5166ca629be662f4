package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Runs a sampling method from noise to samples. Immutable.
 *
 * <p>Arrays of a step are freed with it. Gradients flow through where the thread records them;
 * {@link Sampler} switches recording off.
 */
public final class ReverseProcess {
  private final Denoiser denoiser;
  private final NoiseSchedule schedule;
  private final SamplingMethod method;
  private final double clip;
  private final NoiseSource fresh;
  private final SamplingListener listener;

  private ReverseProcess(
      Denoiser denoiser,
      NoiseSchedule schedule,
      SamplingMethod method,
      double clip,
      NoiseSource fresh,
      SamplingListener listener) {
    this.denoiser = denoiser;
    this.schedule = schedule;
    this.method = method;
    this.clip = clip;
    this.fresh = fresh;
    this.listener = listener;
  }

  /**
   * Prepares a run.
   *
   * @param denoiser predicts the noise
   * @param schedule the noise schedule of its timesteps
   * @param method which levels to visit and how to step
   * @return the process, without clipping, with the engine's noise
   */
  public static ReverseProcess of(
      Denoiser denoiser, NoiseSchedule schedule, SamplingMethod method) {
    var silent = (SamplingListener) (t, x) -> {};
    return new ReverseProcess(denoiser, schedule, method, 0, NoiseSource.engine(), silent);
  }

  /**
   * Limits x̂₀ to [−limit, limit] at every step; ε̂ is derived from the limited x̂₀.
   *
   * @param limit the largest magnitude of the data, above 0: 1 for images scaled to [−1, 1]
   * @return the copy
   */
  public ReverseProcess clip(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "clip is " + limit + ", but must be above 0: give the largest magnitude of the data");
    }
    return new ReverseProcess(denoiser, schedule, method, limit, fresh, listener);
  }

  /**
   * Sets where fresh noise comes from.
   *
   * @param source the source
   * @return the copy
   */
  public ReverseProcess noise(NoiseSource source) {
    return new ReverseProcess(denoiser, schedule, method, clip, source, listener);
  }

  /**
   * Sets who looks on.
   *
   * @param watcher called at every level
   * @return the copy
   */
  public ReverseProcess listener(SamplingListener watcher) {
    return new ReverseProcess(denoiser, schedule, method, clip, fresh, watcher);
  }

  /**
   * Goes from noise to samples.
   *
   * @param start standard normal noise, shape (N, sample shape); left as it is
   * @return the samples, shape of {@code start}, owned by its manager
   * @throws CancellationException if the thread is interrupted; the interrupt is then cleared
   */
  public NDArray run(NDArray start) {
    List<Level> levels = Level.of(schedule, method.timesteps(schedule));
    try (NDManager memory = start.getManager().newSubManager()) {
      // A view: duplicate() would cut the gradient.
      NDArray x = start.reshape(start.getShape());
      x.attach(memory);
      listener.reached(levels.get(0).t(), x);
      ReverseStep.Past past = null;
      for (int i = 0; i + 1 < levels.size(); i++) {
        stopIfInterrupted(i, levels.size() - 1);
        try (NDManager scope = memory.newSubManager()) {
          x.attach(scope);
          ReverseStep step = predict(x, levels.get(i), levels.get(i + 1), past);
          x = method.next(step);
          x.attach(memory);
          if (past != null) {
            past.clean().attach(scope);
          }
          past = new ReverseStep.Past(step.from(), step.clean());
          past.clean().attach(memory);
        }
        listener.reached(levels.get(i + 1).t(), x);
      }
      x.attach(start.getManager());
      return x;
    }
  }

  // x̂₀ = (x_t − σ·ε̂)/α
  private ReverseStep predict(NDArray x, Level from, Level to, ReverseStep.Past past) {
    NDArray t = x.getManager().full(new Shape(x.getShape().get(0)), (float) from.t());
    NDArray noise = denoiser.noise(x, t);
    if (!noise.getShape().equals(x.getShape())) {
      throw new IllegalArgumentException(
          "the denoiser returned shape "
              + noise.getShape()
              + " for samples of shape "
              + x.getShape()
              + ": it must return the shape that it is given");
    }
    NDArray clean = combine(PredictionType.EPSILON.toClean(from.alpha(), from.sigma()), x, noise);
    if (clip > 0) {
      clean = Operators.clamp(clean, -clip, clip);
      noise = combine(PredictionType.X0.toNoise(from.alpha(), from.sigma()), x, clean);
    }
    return new ReverseStep(x, clean, noise, from, to, Optional.ofNullable(past), fresh);
  }

  private static NDArray combine(PredictionType.Linear linear, NDArray x, NDArray output) {
    return Operators.combine(linear.onX(), x, linear.onOutput(), output);
  }

  private static void stopIfInterrupted(int done, int total) {
    if (Thread.interrupted()) {
      throw new CancellationException(
          "sampling was interrupted after " + done + " of " + total + " steps");
    }
  }
}
