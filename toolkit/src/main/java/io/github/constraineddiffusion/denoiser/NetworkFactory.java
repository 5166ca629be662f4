package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the network of a denoiser, once the shape of the data is known.
 *
 * <p>The block takes (x, t): noisy samples of shape (N, sample shape) and timesteps, float32 of
 * shape (N) with values in 1…T. It returns one array of the shape of x.
 */
public interface NetworkFactory {

  /**
   * Builds a block, not initialised.
   *
   * @param sampleShape shape of one sample, without the batch dimension
   * @return a new block
   * @throws IllegalArgumentException where the network cannot take samples of that shape
   */
  Block build(Shape sampleShape);

  /**
   * Checks the block once it is initialised, before it is trained.
   *
   * @param scope owner of temporary arrays
   * @param block the initialised block
   * @param sampleShape shape of one sample
   * @throws IllegalArgumentException where the block cannot be trained as it is
   */
  default void check(NDManager scope, Block block, Shape sampleShape) {}

  /**
   * Fills in weights that the network is to begin with; by default it keeps those it has.
   *
   * @param scope owner of temporary arrays
   * @param weights the trainable weights by name, to be overwritten in place
   * @throws IllegalArgumentException where the weights at hand are not those of the network
   */
  default void start(NDManager scope, Map<String, NDArray> weights) {}

  /**
   * Returns a factory for bfloat16 or float32 arithmetic; by default this one, which has no choice.
   *
   * @param on whether bfloat16
   * @return such a factory
   */
  default NetworkFactory bfloat16Copy(boolean on) {
    return this;
  }

  /**
   * Returns what the weights that the network begins with were trained for.
   *
   * @return nothing where there are no such weights, or it is not known
   */
  default Optional<MadeFor> madeFor() {
    return Optional.empty();
  }

  /** {@return a text that is equal for equal architectures: it goes into checkpoints} */
  String description();
}
