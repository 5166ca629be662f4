package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.random.RandomGenerator;

/** Draws rows, with replacement, from samples that were made once. */
public final class SamplePool {
  private final NDArray rows;

  /**
   * Keeps samples.
   *
   * @param rows samples, shape (n, sample shape); they stay with their owner
   */
  public SamplePool(NDArray rows) {
    this.rows = rows;
  }

  /** {@return all samples, shape (n, sample shape)} */
  public NDArray rows() {
    return rows;
  }

  /**
   * Draws with replacement.
   *
   * @param manager owner of the result
   * @param random chooses the rows
   * @param count how many, at least 1
   * @return {@code count} rows
   */
  public NDArray draw(NDManager manager, RandomGenerator random, int count) {
    int size = Math.toIntExact(rows.getShape().get(0));
    long[] indices = new long[count];
    for (int i = 0; i < count; i++) {
      indices[i] = random.nextInt(size);
    }
    try (NDArray index = manager.create(indices)) {
      NDArray drawn = rows.get(new NDIndex("{}", index));
      drawn.attach(manager);
      return drawn;
    }
  }
}
