package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.divergence.StratifiedLevels;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/**
 * Noised samples of a pre-trained model with the noise that it predicts in them, made once: the
 * frozen model is not asked again during training.
 *
 * <p>Their levels are a stratified draw, in order, so that a slice of the rows is a slice of the
 * levels.
 */
final class PredictionBank {
  private static final int BATCH = 250;

  private final NDArray noisy;
  private final NDArray predicted;
  private final float[] levels;

  private PredictionBank(NDArray noisy, NDArray predicted, float[] levels) {
    this.noisy = noisy;
    this.predicted = predicted;
    this.levels = levels;
  }

  /**
   * Noises samples and asks the model.
   *
   * @param owner of the arrays
   * @param random choices made in Java; the engine's generator makes the noise
   * @param samples of the model
   * @param teacher the model
   * @param forward the forward process of the training
   * @throws CancellationException if the thread is interrupted
   */
  static PredictionBank of(
      NDManager owner,
      RandomGenerator random,
      GeneratedSamples samples,
      Denoiser teacher,
      ForwardProcess forward) {
    float[] levels =
        StratifiedLevels.uniform(forward.schedule()).draw(random, samples.predictions());
    NDList noisy = new NDList();
    NDList predicted = new NDList();
    try (GradMode off = GradMode.off();
        NDManager parts = owner.newSubManager()) {
      for (int from = 0; from < levels.length; from += BATCH) {
        if (Thread.interrupted()) {
          throw new CancellationException(
              "interrupted at prediction %d of %d".formatted(from, levels.length));
        }
        int to = Math.min(from + BATCH, levels.length);
        try (NDManager scope = parts.newSubManager()) {
          NDArray t = scope.create(Arrays.copyOfRange(levels, from, to));
          NDArray clean = samples.sample(scope, random, to - from);
          NDArray x = forward.noisy(clean, scope.randomNormal(clean.getShape()), t);
          NDArray noise = teacher.noise(x, t);
          x.attach(parts);
          noise.attach(parts);
          noisy.add(x);
          predicted.add(noise);
        }
      }
      NDArray x = whole(owner, noisy);
      noisy.stream().skip(noisy.size() == 1 ? 1 : 0).forEach(NDArray::close);
      return new PredictionBank(x, whole(owner, predicted), levels);
    }
  }

  private static NDArray whole(NDManager owner, NDList parts) {
    NDArray all = parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
    all.attach(owner);
    return all;
  }

  /**
   * Draws rows, one from each of as many slices of the levels.
   *
   * @param scope owner of the result
   * @param random chooses the rows
   * @param count how many, at least 1
   */
  Rows draw(NDManager scope, RandomGenerator random, int count) {
    long[] chosen = new long[count];
    float[] t = new float[count];
    for (int i = 0; i < count; i++) {
      int row = (int) ((i + random.nextDouble()) / count * levels.length);
      // the sum is rounded, and may reach the count
      row = Math.min(row, levels.length - 1);
      chosen[i] = row;
      t[i] = levels[row];
    }
    NDIndex rows = new NDIndex("{}", scope.create(chosen));
    NDArray x = noisy.get(rows);
    NDArray noise = predicted.get(rows);
    x.attach(scope);
    noise.attach(scope);
    return new Rows(x, noise, t);
  }

  /**
   * Some rows.
   *
   * @param noisy x_t, shape (count, sample shape)
   * @param predicted the noise that the model predicts in them, same shape
   * @param levels t of each
   */
  record Rows(NDArray noisy, NDArray predicted, float[] levels) {}
}
