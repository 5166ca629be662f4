package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import java.util.Objects;

/**
 * Builds a network that learns how data differ from a Gaussian of their mean and variance (Karras
 * et al. 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", section 5, in
 * this toolkit's coordinates, and with the mean taken out).
 *
 * <p>With u = x_t − √ᾱ μ and v = ᾱ s² + (1−ᾱ), μ the data's mean and s² their variance, the output
 * is that of the Gaussian's optimal denoiser, linear in u, plus c(t)·F(u/√v, t), with c such that
 * what is left to the network F has variance one where the data are Gaussian. A network whose
 * output starts at zero starts as the Gaussian's denoiser; far from the data, where F stays
 * bounded, its prediction of the noise remains near that.
 */
public final class Preconditioned implements NetworkFactory {
  private final NetworkFactory inner;
  private final Moments moments;
  private final NoiseSchedule schedule;
  private final PredictionType prediction;

  private Preconditioned(
      NetworkFactory inner, Moments moments, NoiseSchedule schedule, PredictionType prediction) {
    this.inner = inner;
    this.moments = moments;
    this.schedule = schedule;
    this.prediction = prediction;
  }

  /**
   * Puts a network around data of known mean and variance.
   *
   * @param inner builds F
   * @param moments mean and variance of the data
   * @param schedule the noise schedule the timesteps refer to
   * @param prediction what the output stands for
   * @return a factory
   * @throws IllegalArgumentException where {@code inner} begins with weights that were trained
   *     already, which were made for inputs that are not scaled, or has adapters, which go around
   *     what is preconditioned
   */
  public static Preconditioned of(
      NetworkFactory inner, Moments moments, NoiseSchedule schedule, PredictionType prediction) {
    Objects.requireNonNull(moments, "moments");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(prediction, "prediction");
    if (inner instanceof Preconditioned) {
      throw new IllegalArgumentException(
          inner.description() + " is preconditioned already: give the architecture alone");
    }
    if (inner instanceof Pretrained) {
      throw new IllegalArgumentException(
          inner.description()
              + " cannot be preconditioned: its weights were trained on inputs that were not"
              + " scaled; leave preconditioned() out, or give the architecture alone");
    }
    if (inner instanceof LowRank) {
      throw new IllegalArgumentException(
          inner.description()
              + " cannot be preconditioned: leave preconditioned() out; adapters go around, as in"
              + " LowRank.of(Preconditioned.of(...))");
    }
    return new Preconditioned(inner, moments, schedule, prediction);
  }

  @Override
  public Block build(Shape sampleShape) {
    return new PreconditionedBlock(
        inner.build(sampleShape), moments, sampleShape, schedule, prediction);
  }

  @Override
  public void check(NDManager scope, Block block, Shape sampleShape) {
    inner.check(scope, ((PreconditionedBlock) block).network(), sampleShape);
  }

  @Override
  public NetworkFactory bfloat16Copy(boolean on) {
    return new Preconditioned(inner.bfloat16Copy(on), moments, schedule, prediction);
  }

  @Override
  public String description() {
    return "%s preconditioned around %s for %s of %s"
        .formatted(inner.description(), moments.fingerprint(), prediction, schedule.describe());
  }
}
