package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.random.RandomGenerator;

/** Gives one batch of NaN after so many good ones. */
final class PoisonedSource implements SampleSource {
  private final int badBatch;
  private int batches;

  PoisonedSource(int badBatch) {
    this.badBatch = badBatch;
  }

  @Override
  public Shape sampleShape() {
    return Problems.DATA.sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    batches++;
    return batches == badBatch
        ? manager.full(new Shape(count, 2), Float.NaN)
        : Problems.DATA.sample(manager, random, count);
  }

  @Override
  public String fingerprint() {
    return "poisoned";
  }
}
