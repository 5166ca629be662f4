package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Makes the fresh noise of a sampler's steps. */
@FunctionalInterface
public interface NoiseSource {

  /**
   * Draws standard normal noise.
   *
   * @param manager the manager that owns the result
   * @param shape the shape
   * @return float32 noise
   */
  NDArray draw(NDManager manager, Shape shape);

  /**
   * Returns the engine's generator, as seeded by the caller.
   *
   * @return a source of independent noise
   */
  static NoiseSource engine() {
    return NDManager::randomNormal;
  }
}
