package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.random.RandomGenerator;

/** A source without its labels. */
record UnlabelledImages(SampleSource source) implements SampleSource {
  @Override
  public Shape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    return source.sample(manager, random, count);
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }
}
