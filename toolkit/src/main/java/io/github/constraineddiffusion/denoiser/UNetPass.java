package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.constraineddiffusion.tensor.UNetOperators;
import java.util.List;

/** One forward pass through a U-Net: looks weights up and calls the operators. */
final class UNetPass {
  private final UNetConfig config;
  private final ParameterStore store;
  private final NDArray input;
  private final boolean training;

  UNetPass(UNetConfig config, ParameterStore store, NDArray input, boolean training) {
    this.config = config;
    this.store = store;
    this.input = input;
    this.training = training;
  }

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, input.getDevice(), training);
  }

  NDArray[] values(Parameter... parameters) {
    NDArray[] values = new NDArray[parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(parameters[i]);
    }
    return values;
  }

  NDArray[] values(List<Parameter> parameters) {
    return values(parameters.toArray(Parameter[]::new));
  }

  NDArray resnet(NDArray h, NDArray emb, Parameter[] weights) {
    return UNetOperators.resnet(h, emb, config.groups(), config.eps(), values(weights));
  }

  NDArray resnetWithSkip(NDArray h, NDArray skip, NDArray emb, Parameter[] weights) {
    return UNetOperators.resnetWithSkip(
        h, skip, emb, config.groups(), config.eps(), values(weights));
  }

  /** Applies the attention of layer {@code j}, where the level has any. */
  NDArray attention(NDArray h, List<Parameter[]> attentions, int j) {
    if (attentions.isEmpty()) {
      return h;
    }
    int heads = config.heads(Math.toIntExact(h.getShape().get(1)));
    return UNetOperators.attention(
        h, heads, config.groups(), config.eps(), values(attentions.get(j)));
  }

  NDArray downsample(NDArray h, Parameter[] weights) {
    NDArray[] w = values(weights);
    return UNetOperators.downsample(h, w[0], w[1], config.downPadding());
  }

  NDArray upsample(NDArray h, NDArray like, Parameter[] weights) {
    NDArray[] w = values(weights);
    return UNetOperators.upsample(h, like, w[0], w[1]);
  }
}
