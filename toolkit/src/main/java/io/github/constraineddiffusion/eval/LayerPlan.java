package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The layers of a network by name, with the shapes of their weights. */
final class LayerPlan {
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  LayerPlan conv(String name, int in, int out, int kernel) {
    return layer(name, new Shape(out, in, kernel, kernel));
  }

  LayerPlan linear(String name, int in, int out) {
    return layer(name, new Shape(out, in));
  }

  LayerPlan norm(String name, int channels) {
    return layer(name, new Shape(channels));
  }

  private LayerPlan layer(String name, Shape weight) {
    shapes.put(name + ".weight", weight);
    shapes.put(name + ".bias", new Shape(weight.get(0)));
    return this;
  }

  /** Returns the shapes by name, in the order of the layers. */
  Map<String, Shape> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  /** Draws uniform(±1/√fan-in) for weights and biases; a norm starts as the identity. */
  LayerWeights initialise(NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    double bound = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      String name = entry.getKey();
      Shape shape = entry.getValue();
      boolean isWeight = name.endsWith(".weight");
      if (isWeight) {
        bound = shape.dimension() == 1 ? 0 : 1 / Math.sqrt(shape.slice(1).size());
      }
      arrays.put(name, draw(manager, shape, (float) bound, isWeight));
    }
    return new LayerWeights(arrays);
  }

  private static NDArray draw(NDManager manager, Shape shape, float bound, boolean isWeight) {
    if (bound > 0) {
      return manager.randomUniform(-bound, bound, shape, DataType.FLOAT32);
    }
    return isWeight ? manager.ones(shape) : manager.zeros(shape);
  }
}
