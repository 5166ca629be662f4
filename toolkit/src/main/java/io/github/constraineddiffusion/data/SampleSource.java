package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;

/** A distribution that can be sampled: a closed form, a data set, or a mixture of sources. */
public interface SampleSource {

  /**
   * Returns the shape of one sample, without the batch dimension.
   *
   * @return the shape, such as (2) for points in the plane or (1, 32, 32) for grey images
   */
  Shape sampleShape();

  /**
   * Draws independent samples.
   *
   * <p>Uses {@code random} for choices made in Java, and the engine's generator (seeded by the
   * caller) for noise, so that the same seeds give the same batch.
   *
   * @param manager the manager that owns the result
   * @param random the generator for choices made in Java
   * @param count how many, at least 1
   * @return float32 samples of shape (count, sampleShape)
   */
  NDArray sample(NDManager manager, RandomGenerator random, int count);

  /**
   * Returns a text that is equal for equal distributions: it goes into checkpoints.
   *
   * @return a short text, such as that of {@link Fingerprint#of}
   */
  String fingerprint();
}
