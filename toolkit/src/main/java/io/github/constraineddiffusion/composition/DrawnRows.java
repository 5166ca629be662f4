package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.random.RandomGenerator;

/** Hands out the first of some rows, the same to all who ask: several models see one sample. */
record DrawnRows(NDArray rows) implements SampleSource {

  @Override
  public Shape sampleShape() {
    return rows.getShape().slice(1);
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    NDArray first = rows.get(new NDIndex("0:" + count)).duplicate();
    first.attach(manager);
    return first;
  }

  @Override
  public String fingerprint() {
    return "drawn";
  }
}
