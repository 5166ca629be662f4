package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Estimates of how far a model is from distributions, several at once in one call of the model.
 *
 * <p>KL in nats (Kong, Brekelmans &amp; Ver Steeg 2023): D_KL(qⁱ ‖ p_θ) = ½ ∫ E‖ε_i(x_ℓ) −
 * ε_θ(x_ℓ)‖² dℓ over log-SNR ℓ, by the trapezoid rule on the schedule's levels; ε_i is the optimal
 * predictor of qⁱ, and both see the same x₀, level and noise, so that the unknown entropy of qⁱ and
 * most of the variance cancel. A predictor ε_i that is itself learned adds its own misfit.
 *
 * <p>Loss units: E‖ε − ε_θ‖² / d, uniform over timesteps, as the reference implementation trains.
 */
public final class DivergenceEstimator {
  private final ForwardProcess forward;
  private final StratifiedLevels kl;
  private final StratifiedLevels uniform;

  /**
   * Prepares an estimator over all levels with finite log-SNR.
   *
   * @param forward the forward process
   */
  public DivergenceEstimator(ForwardProcess forward) {
    this(forward, Double.MAX_VALUE, Double.NEGATIVE_INFINITY);
  }

  /**
   * Prepares an estimator whose KL integral is cut: a lower bound of the full one.
   *
   * @param forward the forward process
   * @param maxLogSnr upper end of the integral
   * @param minLogSnr lower end of the integral
   */
  public DivergenceEstimator(ForwardProcess forward, double maxLogSnr, double minLogSnr) {
    this.forward = forward;
    this.kl = StratifiedLevels.trapezoid(forward.schedule(), maxLogSnr, minLogSnr);
    this.uniform = StratifiedLevels.uniform(forward.schedule());
  }

  /**
   * Estimates the KL divergence from each source to the model.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources the distributions qⁱ
   * @param references the optimal denoiser of each
   * @param model the model's denoiser
   * @param samples samples of each source, at least 2
   * @return one estimate in nats for each source
   */
  public List<Estimate> kl(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      List<? extends Denoiser> references,
      Denoiser model,
      int samples) {
    try (GradMode off = GradMode.off();
        NDManager temporary = scope.newSubManager()) {
      Batch batch = draw(temporary, random, sources, kl, samples);
      NDList expected = new NDList();
      for (int i = 0; i < references.size(); i++) {
        long from = (long) i * samples;
        String rows = from + ":" + (from + samples);
        expected.add(references.get(i).noise(batch.noisy.get(rows), batch.t.get(rows)));
      }
      NDArray difference =
          Operators.squaredErrorPerSample(model.noise(batch.noisy, batch.t), concatenate(expected));
      return estimates(difference, sources.size(), samples, kl.total(), 0.5);
    }
  }

  /**
   * Estimates the denoising loss on each source.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources the distributions qⁱ
   * @param model the model's denoiser
   * @param samples samples of each source, at least 2
   * @return one estimate for each source: mean squared error of an element of the noise
   */
  public List<Estimate> loss(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      Denoiser model,
      int samples) {
    try (GradMode off = GradMode.off();
        NDManager temporary = scope.newSubManager()) {
      Batch batch = draw(temporary, random, sources, uniform, samples);
      NDArray error =
          Operators.squaredErrorPerSample(model.noise(batch.noisy, batch.t), batch.noise);
      double elements = batch.noisy.size() / (double) (sources.size() * samples);
      return estimates(error, sources.size(), samples, 1, 1 / elements);
    }
  }

  private record Batch(NDArray noisy, NDArray noise, NDArray t) {}

  private Batch draw(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      StratifiedLevels levels,
      int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but an estimate with an error needs at least 2");
    }
    NDList clean = new NDList();
    float[] t = new float[sources.size() * samples];
    for (int i = 0; i < sources.size(); i++) {
      clean.add(sources.get(i).sample(scope, random, samples));
      // sources may sort a batch by component: shuffled levels would lose the strata's order, so
      // the samples are shuffled instead
      System.arraycopy(levels.draw(random, samples), 0, t, i * samples, samples);
    }
    NDArray x0 = shuffledWithin(scope, random, concatenate(clean), sources.size(), samples);
    NDArray noise = scope.randomNormal(x0.getShape());
    NDArray timesteps = scope.create(t);
    return new Batch(forward.noisy(x0, noise, timesteps), noise, timesteps);
  }

  private static NDArray shuffledWithin(
      NDManager scope, RandomGenerator random, NDArray x, int groups, int size) {
    int[] order = new int[groups * size];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int g = 0; g < groups; g++) {
      for (int i = size - 1; i > 0; i--) {
        int a = g * size + i;
        int b = g * size + random.nextInt(i + 1);
        int swap = order[a];
        order[a] = order[b];
        order[b] = swap;
      }
    }
    return x.get(scope.create(order, new Shape(order.length)));
  }

  private static NDArray concatenate(NDList list) {
    return list.size() == 1 ? list.head() : NDArrays.concat(list);
  }

  private static List<Estimate> estimates(
      NDArray perSample, int groups, int samples, double total, double factor) {
    float[] values = perSample.toFloatArray();
    List<Estimate> result = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      result.add(Estimate.stratified(values, g * samples, samples, total, factor));
    }
    return result;
  }
}
