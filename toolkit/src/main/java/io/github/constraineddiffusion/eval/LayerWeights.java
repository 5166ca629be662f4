package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The arrays of a network by name, and the layers that use them. */
record LayerWeights(Map<String, NDArray> arrays) {
  private static final double NORM_EPS = 1e-5;

  /** Convolution with zeros around that keep the size at stride 1; (N, in, H, W). */
  NDArray conv(NDArray x, String name, int stride) {
    NDArray weight = weight(name);
    int padding = (int) weight.getShape().get(2) / 2;
    return Operators.conv2d(x, weight, bias(name), stride, padding, false);
  }

  /** Group normalisation followed by SiLU. */
  NDArray normSilu(NDArray x, String name, int groups) {
    return Operators.silu(Operators.groupNorm(x, groups, weight(name), bias(name), NORM_EPS));
  }

  NDArray linear(NDArray x, String name) {
    return Operators.linear(x, weight(name), bias(name));
  }

  private NDArray weight(String name) {
    return arrays.get(name + ".weight");
  }

  private NDArray bias(String name) {
    return arrays.get(name + ".bias");
  }

  List<NDArray> list() {
    return List.copyOf(arrays.values());
  }

  /** The number of single numbers. */
  long size() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  LayerWeights to(DataType type) {
    return each(array -> array.toType(type, false));
  }

  /** The same names with other arrays, in the same order. */
  LayerWeights with(List<NDArray> others) {
    Iterator<NDArray> next = others.iterator();
    return each(array -> next.next());
  }

  private LayerWeights each(UnaryOperator<NDArray> change) {
    Map<String, NDArray> changed = new LinkedHashMap<>();
    arrays.forEach((name, array) -> changed.put(name, change.apply(array)));
    return new LayerWeights(changed);
  }
}
