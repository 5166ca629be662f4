package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
  private static final int PILOT = 5;

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
   * Estimates the KL divergence from each source to the model, after a pilot a fifth as large that
   * finds the levels that matter.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources the distributions qⁱ
   * @param references the optimal denoiser of each
   * @param model the model's denoiser
   * @param samples samples of each source, at least 10
   * @return one estimate in nats for each source
   */
  public List<Estimate> kl(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      List<? extends Denoiser> references,
      Denoiser model,
      int samples) {
    LevelMoments moments = LevelMoments.unknown();
    moments = kl(scope, random, sources, references, model, samples / PILOT, moments).moments();
    return kl(scope, random, sources, references, model, samples, moments).estimates();
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
   * @param moments what earlier measurements taught about the levels
   * @return one estimate in nats for each source, and the moments after this measurement
   */
  public KlMeasurement kl(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      List<? extends Denoiser> references,
      Denoiser model,
      int samples,
      LevelMoments moments) {
    try (DrawnBatch drawn = drawForKl(scope, random, sources, samples, moments)) {
      return kl(drawn, references, model);
    }
  }

  /**
   * Draws what {@link #kl(DrawnBatch, List, Denoiser)} measures on.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources the distributions qⁱ
   * @param samples samples of each source, at least 2
   * @param moments what earlier measurements taught about the levels
   * @return the samples: close them
   */
  public DrawnBatch drawForKl(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      int samples,
      LevelMoments moments) {
    StratifiedLevels levels = kl.drawnBy(moments);
    return DrawnBatch.of(
        scope,
        levels,
        moments,
        owner -> NoisyBatch.draw(owner, random, forward, sources, levels, samples));
  }

  /**
   * Estimates the KL divergence from each source to the model on samples drawn before.
   *
   * @param drawn by {@link #drawForKl}
   * @param references the optimal denoiser of each source
   * @param model the model's denoiser
   * @return one estimate in nats for each source, and the moments after this measurement
   */
  public KlMeasurement kl(DrawnBatch drawn, List<? extends Denoiser> references, Denoiser model) {
    NoisyBatch batch = drawn.batch();
    try (GradMode off = GradMode.off()) {
      NDList expected = new NDList();
      for (int i = 0; i < references.size(); i++) {
        expected.add(references.get(i).noise(batch.noisy(i), batch.timesteps(i)));
      }
      NDArray predicted = model.noise(batch.noisy(), batch.timesteps());
      double[] terms = terms(predicted, NoisyBatch.concatenate(expected), 0.5);
      return new KlMeasurement(
          estimates(terms, batch.levels(), drawn.levels(), batch.samples()),
          drawn.moments().with(positions(batch.levels(), drawn.levels()), terms));
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
    try (DrawnBatch drawn = drawForLoss(scope, random, sources, samples)) {
      return loss(drawn, model);
    }
  }

  /**
   * Draws what {@link #loss(DrawnBatch, Denoiser)} measures on.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources the distributions qⁱ
   * @param samples samples of each source, at least 2
   * @return the samples: close them
   */
  public DrawnBatch drawForLoss(
      NDManager scope, RandomGenerator random, List<? extends SampleSource> sources, int samples) {
    return DrawnBatch.of(
        scope,
        uniform,
        LevelMoments.unknown(),
        owner -> NoisyBatch.draw(owner, random, forward, sources, uniform, samples));
  }

  /**
   * Estimates the denoising loss on each source on samples drawn before.
   *
   * @param drawn by {@link #drawForLoss}
   * @param model the model's denoiser
   * @return one estimate for each source: mean squared error of an element of the noise
   */
  public List<Estimate> loss(DrawnBatch drawn, Denoiser model) {
    NoisyBatch batch = drawn.batch();
    try (GradMode off = GradMode.off()) {
      double elements = batch.noisy().size() / (double) batch.levels().length;
      double steps = forward.schedule().steps();
      double[] terms =
          terms(
              model.noise(batch.noisy(), batch.timesteps()), batch.noise(), 1 / (elements * steps));
      return estimates(terms, batch.levels(), uniform, batch.samples());
    }
  }

  /**
   * Estimates the cross-entropy of models on samples, −E log p in nats: d/2·log(2πe) − ½ ∫ (d·s(ℓ)
   * − E‖ε − ε̂‖²) dℓ with s the logistic function (Kong, Brekelmans &amp; Ver Steeg 2023, equation
   * 9, written for noise). ‖ε‖²·s(ℓ), of known mean, takes the place of d·s(ℓ), which removes most
   * of the variance. What the schedule leaves out beyond its levels is missing.
   *
   * @param scope owner of temporary arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param sources where samples come from
   * @param models one denoiser for each source; its own for the entropy
   * @param samples samples of each source, at least 2
   * @return one estimate in nats for each source
   */
  public List<Estimate> crossEntropy(
      NDManager scope,
      RandomGenerator random,
      List<? extends SampleSource> sources,
      List<? extends Denoiser> models,
      int samples) {
    try (GradMode off = GradMode.off();
        NDManager temporary = scope.newSubManager()) {
      NoisyBatch batch = NoisyBatch.draw(temporary, random, forward, sources, kl, samples);
      NDList predicted = new NDList();
      for (int i = 0; i < models.size(); i++) {
        predicted.add(models.get(i).noise(batch.noisy(i), batch.timesteps(i)));
      }
      double[] terms = terms(NoisyBatch.concatenate(predicted), batch.noise(), 0.5);
      double[] drawn = terms(batch.noise(), batch.noise().zerosLike(), 0.5);
      for (int j = 0; j < terms.length; j++) {
        terms[j] -= drawn[j] * forward.schedule().alphaBar((int) batch.levels()[j]);
      }
      double d = batch.noisy().size() / (double) batch.levels().length;
      double constant = d / 2 * Math.log(2 * Math.PI * Math.E);
      return estimates(terms, batch.levels(), kl, samples).stream()
          .map(e -> new Estimate(e.value() + constant, e.standardError(), e.samples()))
          .toList();
    }
  }

  /** {@return the width of the integral in log-SNR, nats} */
  public double logSnrRange() {
    return kl.weight();
  }

  private static double[] terms(NDArray predicted, NDArray expected, double factor) {
    float[] squared = Operators.squaredErrorPerSample(predicted, expected).toFloatArray();
    double[] terms = new double[squared.length];
    for (int j = 0; j < terms.length; j++) {
      terms[j] = factor * squared[j];
    }
    return terms;
  }

  private static double[] positions(float[] t, StratifiedLevels levels) {
    double[] positions = new double[t.length];
    for (int j = 0; j < t.length; j++) {
      positions[j] = levels.position(t[j]);
    }
    return positions;
  }

  private static List<Estimate> estimates(
      double[] terms, float[] t, StratifiedLevels levels, int samples) {
    List<Estimate> result = new ArrayList<>();
    for (int from = 0; from < terms.length; from += samples) {
      double[] weighted = new double[samples];
      for (int j = 0; j < samples; j++) {
        weighted[j] = terms[from + j] * levels.importance(t[from + j]);
      }
      result.add(Estimate.stratified(weighted));
    }
    return result;
  }
}
