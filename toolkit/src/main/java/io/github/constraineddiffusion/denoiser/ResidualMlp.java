package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.ArrayList;
import java.util.List;

/**
 * Noise predictor for vectors: residual blocks of layer norm, widening, SiLU and narrowing, with a
 * sinusoidal time embedding; outputs start at zero.
 *
 * <p>The defaults are those of the 2-D experiments of "Composition and Alignment of Diffusion
 * Models using Constrained Learning": 4 blocks of width 128, embedding 32, widening 2.
 */
public final class ResidualMlp extends AbstractBlock {
  private static final double MAX_PERIOD = 10_000;

  private final int embedding;
  private final long[] sizes;
  private final List<Parameter[]> blocks = new ArrayList<>();
  private final Parameter[] in;
  private final Parameter[] time;
  private final Parameter[] out;

  private ResidualMlp(Builder b, int dimension) {
    this.embedding = b.embedding;
    this.sizes = new long[] {dimension, b.width, (long) b.width * b.widening, embedding, b.blocks};
    this.in = linear("in", dimension, b.width);
    this.time = linear("time", b.embedding, b.width);
    for (int i = 0; i < b.blocks; i++) {
      String name = "block" + i;
      Parameter[] norm = norm(name, b.width);
      Parameter[] widen = linear(name + "_widen", b.width, b.width * b.widening);
      Parameter[] narrow = zeroLinear(name + "_narrow", b.width * b.widening, b.width);
      blocks.add(new Parameter[] {norm[0], norm[1], widen[0], widen[1], narrow[0], narrow[1]});
    }
    this.out = zeroLinear("out", b.width, dimension);
  }

  /**
   * Starts with 4 blocks of width 128, embedding 32, widening 2.
   *
   * @return this builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns what decides the shapes of the parameters, which come in this order: input, time,
   * blocks (norm, widening, narrowing), output; of each the weight, then the bias.
   *
   * @return numbers a sample, width, inner width of a block, width of the embedding, blocks
   */
  public long[] sizes() {
    return sizes.clone();
  }

  private Parameter[] linear(String name, int from, int to) {
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt(from)));
    return pair(name, new Shape(to, from), uniform, uniform);
  }

  private Parameter[] zeroLinear(String name, int from, int to) {
    return pair(name, new Shape(to, from), Initializer.ZEROS, Initializer.ZEROS);
  }

  private Parameter[] norm(String name, int width) {
    return pair(name + "_norm", new Shape(width), Initializer.ONES, Initializer.ZEROS);
  }

  private Parameter[] pair(String name, Shape shape, Initializer weight, Initializer bias) {
    return new Parameter[] {
      parameter(name + "_weight", Parameter.Type.WEIGHT, shape, weight),
      parameter(name + "_bias", Parameter.Type.BIAS, new Shape(shape.get(0)), bias)
    };
  }

  private Parameter parameter(String name, Parameter.Type type, Shape shape, Initializer init) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(init)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray x = inputs.get(0);
    NDArray t = Operators.timestepEmbedding(inputs.get(1), embedding, MAX_PERIOD);
    NDArray h = apply(store, in, x, training).add(apply(store, time, t, training));
    for (Parameter[] block : blocks) {
      h = Operators.residualMlp(h, values(store, block, x, training));
    }
    return new NDList(apply(store, out, h, training));
  }

  private static NDArray apply(
      ParameterStore store, Parameter[] linear, NDArray x, boolean training) {
    NDArray[] w = values(store, linear, x, training);
    return Operators.linear(x, w[0], w[1]);
  }

  private static NDArray[] values(
      ParameterStore store, Parameter[] parameters, NDArray x, boolean training) {
    NDArray[] values = new NDArray[parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = store.getValue(parameters[i], x.getDevice(), training);
    }
    return values;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }

  /** Settings of a {@link ResidualMlp}. */
  public static final class Builder implements NetworkFactory {
    private int width = 128;
    private int blocks = 4;
    private int embedding = 32;
    private int widening = 2;

    private Builder() {}

    /**
     * Sets the width of the residual stream, at least 1; 128 by default.
     *
     * @param value the new value
     * @return this builder
     */
    public Builder width(int value) {
      width = atLeastOne("width", value);
      return this;
    }

    /**
     * Sets the number of residual blocks, at least 1; 4 by default.
     *
     * @param value the new value
     * @return this builder
     */
    public Builder blocks(int value) {
      blocks = atLeastOne("blocks", value);
      return this;
    }

    /**
     * Sets the width of the time embedding, even; 32 by default.
     *
     * @param value the new value
     * @return this builder
     */
    public Builder embedding(int value) {
      if (value < 2 || value % 2 != 0) {
        throw new IllegalArgumentException(
            "embedding is " + value + ", but must be even and at least 2: half of it are cosines");
      }
      embedding = value;
      return this;
    }

    /**
     * Sets how many times wider a block is inside, at least 1; 2 by default.
     *
     * @param value the new value
     * @return this builder
     */
    public Builder widening(int value) {
      widening = atLeastOne("widening", value);
      return this;
    }

    private static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1");
      }
      return value;
    }

    @Override
    public Block build(Shape sampleShape) {
      if (sampleShape.dimension() != 1) {
        throw new IllegalArgumentException(
            "a residual MLP takes vectors, but a sample has shape "
                + sampleShape
                + ": use a U-Net for images, or flatten the data");
      }
      return new ResidualMlp(this, Math.toIntExact(sampleShape.get(0)));
    }

    @Override
    public String description() {
      return "ResidualMlp(width="
          + width
          + ", blocks="
          + blocks
          + ", embedding="
          + embedding
          + ", widening="
          + widening
          + ")";
    }
  }
}
