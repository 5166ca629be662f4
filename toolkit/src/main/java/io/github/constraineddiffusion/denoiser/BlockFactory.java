package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A block that a user brings, checked for the freed-scalar fault on the way in. */
final class BlockFactory implements NetworkFactory {
  private final Supplier<Block> supplier;
  private final String name;

  BlockFactory(Supplier<Block> supplier, String name) {
    this.supplier = supplier;
    this.name = name;
  }

  /** Gives one block once: a second training would begin with the weights of the first. */
  static BlockFactory once(Block block) {
    AtomicBoolean used = new AtomicBoolean();
    return new BlockFactory(
        () -> {
          if (used.getAndSet(true)) {
            throw new IllegalStateException(
                "this "
                    + block.getClass().getSimpleName()
                    + " is in use by a run already, and a second one would begin with its weights:"
                    + " give a name and what makes a new one, Denoiser.of(\"mine\", () -> ...)");
          }
          return block;
        },
        block.getClass().getName() + block.getParameters().keys());
  }

  @Override
  public Block build(Shape sampleShape) {
    return supplier.get();
  }

  @Override
  public void check(NDManager scope, Block built, Shape sampleShape) {
    for (Pair<String, Parameter> parameter : built.getParameters()) {
      if (!parameter.getValue().requiresGradient()) {
        throw new IllegalArgumentException(
            "parameter "
                + parameter.getKey()
                + " is not trained but changes with the data, as in batch normalisation: such state"
                + " is neither averaged nor saved here; use layer or group normalisation");
      }
    }
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
    return name;
  }
}
