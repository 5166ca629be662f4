package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.sampler.Sampler;
import java.util.List;
import java.util.random.RandomGenerator;

/** Samples that a model generates: a pool made when it is first asked for, then drawn from. */
final class GeneratedSource implements SampleSource {
  private static final int POINTS = 20_000;
  private static final int IMAGES = 1_000;
  private static final int BATCH = 250;

  private final String name;
  private final Sampler sampler;
  private final Shape shape;
  private final int size;
  private SamplePool pool;

  private GeneratedSource(String name, Sampler sampler, Shape shape, int size) {
    this.name = name;
    this.sampler = sampler;
    this.shape = shape;
    this.size = size;
  }

  /** Returns a source of 1,000 images, or 20,000 points. */
  static GeneratedSource of(String name, Sampler sampler, Shape shape) {
    boolean images = shape.dimension() > 1;
    Sampler sized = images ? sampler.clip(1).batch(BATCH) : sampler.batch(POINTS);
    return new GeneratedSource(name, sized, shape, images ? IMAGES : POINTS);
  }

  @Override
  public Shape sampleShape() {
    return shape;
  }

  @Override
  public synchronized NDArray sample(NDManager manager, RandomGenerator random, int count) {
    if (pool == null) {
      pool = new SamplePool(sampler.sample(size));
    }
    return pool.draw(manager, random, count);
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("generated", List.of(name, Integer.toString(size)));
  }
}
