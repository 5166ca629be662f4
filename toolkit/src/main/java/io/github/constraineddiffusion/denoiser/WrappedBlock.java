package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;

/**
 * A block around another one, which is told the same classes and gives outputs of the same shape.
 */
abstract class WrappedBlock extends AbstractBlock implements Conditional {
  private final Block network;

  WrappedBlock(Block network) {
    this.network = addChildBlock("network", network);
  }

  /** Returns the block inside. */
  final Block network() {
    return network;
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return network.getOutputShapes(inputShapes);
  }

  @Override
  public final int classes() {
    return network instanceof Conditional conditional ? conditional.classes() : 0;
  }

  @Override
  public final int nullClass() {
    return network instanceof Conditional conditional ? conditional.nullClass() : -1;
  }
}
