package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A checkpoint in memory.
 *
 * @param manifest what it says
 * @param tensors parameters, optimizer state and averages, by name
 */
record SavedRun(Manifest manifest, Map<String, NDArray> tensors) implements AutoCloseable {
  @Override
  public void close() {
    tensors.values().forEach(NDArray::close);
  }
}
