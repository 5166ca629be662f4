package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW (Loshchilov &amp; Hutter 2019) with clipping of the gradient's norm and an exponential
 * moving average of the parameters, all of it in one native call a step.
 */
public final class AdamW implements AutoCloseable {
  private final NDManager owner;
  private final AdamWConfig config;
  private final Map<String, PtNDArray[]> arrays = new LinkedHashMap<>();
  private final List<String> parts;

  /**
   * Prepares the state: moments zero, average equal to the parameters, which are remembered as the
   * start where the decay is towards it.
   *
   * @param parameters float32 arrays that require gradients
   * @param config the settings
   */
  public AdamW(List<NDArray> parameters, AdamWConfig config) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("no parameter requires a gradient: nothing to train");
    }
    this.config = config;
    this.owner = parameters.get(0).getManager().newSubManager();
    makeGradients(parameters);
    arrays.put("p", each(parameters, p -> p));
    arrays.put("g", each(parameters, NDArray::getGradient));
    arrays.put("m", each(parameters, p -> owner.zeros(p.getShape())));
    arrays.put("v", each(parameters, p -> owner.zeros(p.getShape())));
    arrays.put("step", each(parameters, p -> owner.zeros(new Shape())));
    arrays.put("ema", each(parameters, p -> p.stopGradient().duplicate()));
    parts = new ArrayList<>(List.of("p", "m", "v", "step", "ema"));
    List<String> owned = new ArrayList<>(List.of("g", "ema"));
    if (config.towardsStart()) {
      arrays.put("start", each(parameters, p -> p.stopGradient().duplicate()));
      parts.add("start");
      owned.add("start");
    }
    for (String own : owned) {
      for (PtNDArray array : arrays.get(own)) {
        array.attach(owner);
      }
    }
  }

  /** Gives every parameter a zero gradient, whose array then stays the same for good. */
  private void makeGradients(List<NDArray> parameters) {
    try (NDManager scope = owner.newSubManager();
        GradientCollector collector = Engines.engine().newGradientCollector()) {
      NDArray total = scope.zeros(new Shape());
      for (NDArray parameter : parameters) {
        NDArray sum = parameter.sum();
        sum.attach(scope);
        total = total.add(sum);
      }
      collector.backward(total);
    }
    PtNDArray[] gradients = each(parameters, NDArray::getGradient);
    Archive.callForNumber("zero", Collections.singletonList(gradients));
  }

  /**
   * Takes one step with the gradients that the backward pass has left, then zeroes them.
   *
   * @param learningRate at least 0
   * @param emaDecay weight of the old average, in [0, 1]
   * @return the norm of the gradient before clipping; where it is not finite nothing was changed
   */
  public double step(double learningRate, double emaDecay) {
    return Archive.callForNumber(
        config.towardsStart() ? "update_towards" : "update",
        List.copyOf(arrays.values()),
        learningRate,
        config.beta1(),
        config.beta2(),
        config.epsilon(),
        config.weightDecay(),
        config.clip(),
        1 - emaDecay);
  }

  /** {@return the moving averages of the parameters, in the order of the parameters} */
  public List<NDArray> average() {
    return List.of((NDArray[]) arrays.get("ema"));
  }

  /**
   * Returns the state by name: parameters, moments, step counts, averages, and the start where the
   * decay is towards it.
   *
   * @return live arrays, "m/0", "m/1", … in the order of the parameters
   */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (String part : parts) {
      PtNDArray[] list = arrays.get(part);
      for (int i = 0; i < list.length; i++) {
        state.put(part + "/" + i, list[i]);
      }
    }
    return state;
  }

  /**
   * Overwrites the state.
   *
   * @param saved arrays as {@link #state()} names them
   * @throws IllegalArgumentException where one is missing or has another shape
   */
  public void restore(Map<String, NDArray> saved) {
    Map<String, NDArray> current = state();
    for (Map.Entry<String, NDArray> entry : current.entrySet()) {
      NDArray from = saved.get(entry.getKey());
      Shape shape = entry.getValue().getShape();
      if (from == null || !from.getShape().equals(shape)) {
        throw new IllegalArgumentException(
            "saved optimizer state \""
                + entry.getKey()
                + "\" is "
                + (from == null ? "missing" : from.getShape())
                + ", but this network needs "
                + shape
                + ": resume with the network the checkpoint was made with");
      }
    }
    Archive.callForNumber(
        "copy",
        List.of(
            current.values().toArray(PtNDArray[]::new),
            current.keySet().stream().map(saved::get).toArray(PtNDArray[]::new)));
  }

  private static PtNDArray[] each(
      List<NDArray> list, java.util.function.UnaryOperator<NDArray> map) {
    return list.stream().map(map).toArray(PtNDArray[]::new);
  }

  /** Frees moments, averages and gradient handles; the parameters stay. */
  @Override
  public void close() {
    owner.close();
  }
}
