package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes the parameters of a U-Net under the names that diffusers gives them.
 *
 * <p>Weights start as PyTorch starts them, uniform in ±1/√fan-in, but for the last layer of every
 * residual branch and of the network, which start at zero.
 */
final class UNetWeights {
  private final UNetConfig config;
  private final UnaryOperator<Parameter> register;

  UNetWeights(UNetConfig config, UnaryOperator<Parameter> register) {
    this.config = config;
    this.register = register;
  }

  Parameter[] conv(String name, int in, int out, int kernel) {
    return pair(name, new Shape(out, in, kernel, kernel), uniform(in * kernel * kernel));
  }

  Parameter[] zeroConv(String name, int in, int out) {
    return pair(name, new Shape(out, in, 3, 3), Initializer.ZEROS);
  }

  Parameter[] linear(String name, int in, int out) {
    return pair(name, new Shape(out, in), uniform(in));
  }

  Parameter[] norm(String name, int channels) {
    return new Parameter[] {
      make(name + ".weight", Parameter.Type.GAMMA, new Shape(channels), Initializer.ONES),
      make(name + ".bias", Parameter.Type.BETA, new Shape(channels), Initializer.ZEROS)
    };
  }

  Parameter embedding(String name, int rows, int width) {
    return make(
        name + ".weight", Parameter.Type.WEIGHT, new Shape(rows, width), new NormalInitializer(1));
  }

  /** Returns norm, convolution, embedding, norm, convolution and, if needed, a 1×1 convolution. */
  Parameter[] resnet(String name, int in, int out) {
    List<Parameter> all = new ArrayList<>();
    Collections.addAll(all, norm(name + ".norm1", in));
    Collections.addAll(all, conv(name + ".conv1", in, out, 3));
    int width = config.scaleShift() ? 2 * out : out;
    Collections.addAll(all, linear(name + ".time_emb_proj", config.embedding(), width));
    Collections.addAll(all, norm(name + ".norm2", out));
    Collections.addAll(all, zeroConv(name + ".conv2", out, out));
    if (in != out) {
      Collections.addAll(all, conv(name + ".conv_shortcut", in, out, 1));
    }
    return all.toArray(Parameter[]::new);
  }

  /** Returns norm, query, key, value and output. */
  Parameter[] attention(String name, int channels) {
    return attention(name, channels, true);
  }

  Parameter[] attention(String name, int channels, boolean normed) {
    List<Parameter> all = new ArrayList<>();
    if (normed) {
      Collections.addAll(all, norm(name + ".group_norm", channels));
    }
    for (String part : List.of(".to_q", ".to_k", ".to_v")) {
      Collections.addAll(all, linear(name + part, channels, channels));
    }
    Shape square = new Shape(channels, channels);
    Collections.addAll(all, pair(name + ".to_out.0", square, Initializer.ZEROS));
    return all.toArray(Parameter[]::new);
  }

  private static Initializer uniform(int fanIn) {
    return new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
  }

  private Parameter[] pair(String name, Shape shape, Initializer initializer) {
    Shape bias = new Shape(shape.get(0));
    return new Parameter[] {
      make(name + ".weight", Parameter.Type.WEIGHT, shape, initializer),
      make(name + ".bias", Parameter.Type.BIAS, bias, initializer)
    };
  }

  private Parameter make(String name, Parameter.Type type, Shape shape, Initializer initializer) {
    return register.apply(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initializer)
            .build());
  }
}
