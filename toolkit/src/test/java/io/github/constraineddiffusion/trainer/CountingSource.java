package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** The data of {@link Problems}, with something that happens at every batch. */
final class CountingSource implements SampleSource {
  private final IntConsumer atBatch;
  private int batches;

  CountingSource(IntConsumer atBatch) {
    this.atBatch = atBatch;
  }

  @Override
  public Shape sampleShape() {
    return Problems.DATA.sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    atBatch.accept(++batches);
    return Problems.DATA.sample(manager, random, count);
  }

  @Override
  public String fingerprint() {
    return "counting";
  }
}
