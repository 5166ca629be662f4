package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;

/** A block that a user brings, checked for the freed-scalar fault on the way in. */
final class BlockFactory implements NetworkFactory {
  private final Block block;

  BlockFactory(Block block) {
    this.block = block;
  }

  @Override
  public Block build(Shape sampleShape) {
    return block;
  }

  @Override
  public void check(NDManager scope, Block built, Shape sampleShape) {
    List<Shape> inputs = List.of(new Shape(4).addAll(sampleShape), new Shape(4));
    Optional<String> fault = FreedScalarProbe.findFault(scope, built, inputs);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(
          "gradients of block "
              + fault.get()
              + " change when the garbage collector runs: its forward uses a Java number in a"
              + " differentiated expression, such as x.mul(2f) or Activation.swish; use"
              + " tensor.Operators (scale, shift, combine, silu) there instead");
    }
  }

  @Override
  public String description() {
    return block.getClass().getName() + block.getParameters().keys();
  }
}
