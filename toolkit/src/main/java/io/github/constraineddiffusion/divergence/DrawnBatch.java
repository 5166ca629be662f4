package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.function.Function;

/**
 * Noisy samples that a measurement is made on: from here on it needs no random numbers. One
 * measurement each; {@link #close} frees the samples.
 */
public final class DrawnBatch implements AutoCloseable {
  private final NDManager owner;
  private final NoisyBatch batch;
  private final StratifiedLevels levels;
  private final LevelMoments moments;

  private DrawnBatch(
      NDManager owner, NoisyBatch batch, StratifiedLevels levels, LevelMoments moments) {
    this.owner = owner;
    this.batch = batch;
    this.levels = levels;
    this.moments = moments;
  }

  /** Draws into a manager of its own. */
  static DrawnBatch of(
      NDManager scope,
      StratifiedLevels levels,
      LevelMoments moments,
      Function<NDManager, NoisyBatch> drawing) {
    NDManager owner = scope.newSubManager();
    try (GradMode off = GradMode.off()) {
      return new DrawnBatch(owner, drawing.apply(owner), levels, moments);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  NoisyBatch batch() {
    return batch;
  }

  StratifiedLevels levels() {
    return levels;
  }

  LevelMoments moments() {
    return moments;
  }

  @Override
  public void close() {
    owner.close();
  }
}
