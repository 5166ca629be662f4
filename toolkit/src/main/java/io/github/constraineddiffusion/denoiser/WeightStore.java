package io.github.constraineddiffusion.denoiser;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Gives a block other weights than its own, for instance their moving average. */
final class WeightStore extends ParameterStore {
  private final Map<Parameter, NDArray> replaced = new IdentityHashMap<>();

  WeightStore(NDManager manager, List<Parameter> parameters, List<NDArray> weights) {
    super(manager, false);
    for (int i = 0; i < parameters.size(); i++) {
      replaced.put(parameters.get(i), weights.get(i));
    }
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    if (parameter == null) {
      return null;
    }
    NDArray other = replaced.get(parameter);
    return other == null ? parameter.getArray() : other;
  }
}
