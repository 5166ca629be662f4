package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.util.function.Supplier;

/**
 * Predicts the noise in a noisy sample x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε.
 *
 * <p>One method, so that a lambda will do.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Predicts the noise.
   *
   * @param x noisy samples, shape (N, sample shape)
   * @param t timesteps as float32, shape (N), values in 1…T (0 is clean data)
   * @return the predicted noise ε̂, shape of {@code x}, owned by the manager of {@code x}
   */
  NDArray noise(NDArray x, NDArray t);

  /**
   * Lets a network of your own be trained.
   *
   * <p>Before training, one forward and backward pass with a forced garbage collection between them
   * tells whether the block has the freed-scalar fault; if so it is refused by name.
   *
   * @param block for one run; takes (x, t), of shapes (N, sample shape) and (N); returns the shape
   *     of x
   * @return a factory for {@code DualTrainer.denoiser}
   */
  static NetworkFactory of(Block block) {
    return BlockFactory.once(block);
  }

  /**
   * Lets networks of your own be trained, a new one in every run: see {@link #of(Block)}.
   *
   * @param blocks makes a new block at each call
   * @param name equal for equal architectures: it goes into checkpoints
   * @return a factory for {@code DualTrainer.denoiser}
   */
  static NetworkFactory of(String name, Supplier<Block> blocks) {
    return new BlockFactory(blocks, name);
  }
}
