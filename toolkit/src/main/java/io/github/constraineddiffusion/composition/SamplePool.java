package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.random.RandomGenerator;

/** Draws rows, with replacement, from samples that were made once. */
final class SamplePool {
  private final NDArray rows;

  SamplePool(NDArray rows) {
    this.rows = rows;
  }

  NDArray rows() {
    return rows;
  }

  /** Returns {@code count} rows, owned by the manager. */
  NDArray draw(NDManager manager, RandomGenerator random, int count) {
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
