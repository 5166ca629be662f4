package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.dual.Multipliers;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.sampler.SamplingMethod;

/**
 * A model on its way, for {@link DualTrainer#snapshots}. Its weights are a copy of the moving
 * average that is freed after the look: to keep the model, save it or take its factory.
 */
public final class Snapshot {
  private final Run run;

  /**
   * Shows a run that goes on.
   *
   * @param run its averages are the copy
   */
  Snapshot(Run run) {
    this.run = run;
  }

  /** {@return the run's name} */
  public String name() {
    return run.name();
  }

  /** {@return the steps done, from 1} */
  public int step() {
    return run.steps();
  }

  /** {@return the seconds in the training loop so far, looks excluded} */
  public double seconds() {
    return run.seconds();
  }

  /**
   * Returns the multipliers as {@link Run#lambda} would return them if training ended now.
   *
   * @return averaged where the dual schedule averages; zero for an unconstrained run
   */
  public Multipliers lambda() {
    return run.lambda();
  }

  /** {@return the model with the moving average of its weights} */
  public Denoiser denoiser() {
    return run.denoiser();
  }

  /** {@return the same as a model, to sample from and to save; it need not be closed} */
  public DiffusionModel model() {
    return run.lentModel();
  }

  /**
   * Prepares to draw samples from the averaged weights.
   *
   * @param method how, for instance {@code Ddim.steps(20)}
   * @return a sampler; what it draws belongs to the session: close it, or memory grows with every
   *     look
   */
  public Sampler sampler(SamplingMethod method) {
    return model().sampler(method);
  }

  @Override
  public String toString() {
    return "Snapshot of " + run;
  }
}
