package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.LogDensity;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.Arrays;
import java.util.List;

/** Σ_i λ_i (log q_{i,t}(y) − log q_{i,t}(x)). */
record ProductEnergy(List<LogDensity> densities, List<Double> weights) implements Energy {

  static ProductEnergy of(List<? extends LogDensity> densities, double... weights) {
    if (densities.isEmpty() || densities.size() != weights.length) {
      throw new IllegalArgumentException(
          weights.length
              + " weights were given for "
              + densities.size()
              + " densities: give one weight each, and at least one density");
    }
    for (int i = 0; i < weights.length; i++) {
      if (!Double.isFinite(weights[i])) {
        throw new IllegalArgumentException(
            "weight " + i + " is " + weights[i] + ", but must be a finite number");
      }
    }
    return new ProductEnergy(List.copyOf(densities), Arrays.stream(weights).boxed().toList());
  }

  @Override
  public NDArray difference(LevelScore score, NDArray from, NDArray to) {
    NDManager owner = from.getManager();
    try (NDManager scope = owner.newSubManager()) {
      NDArray sum = scope.zeros(score.timesteps(from).getShape());
      for (int i = 0; i < weights.size(); i++) {
        if (weights.get(i) != 0) {
          NDArray change = log(i, score, to, scope).sub(log(i, score, from, scope));
          sum = Operators.combine(1, sum, weights.get(i), change);
        }
      }
      sum.attach(owner);
      return sum;
    }
  }

  private NDArray log(int i, LevelScore score, NDArray x, NDManager scope) {
    NDArray view = x.reshape(x.getShape());
    view.attach(scope);
    NDArray log = densities.get(i).logDensity(view, score.timesteps(view));
    if (log.getShape().dimension() != 1 || log.getShape().get(0) != x.getShape().get(0)) {
      throw new IllegalArgumentException(
          "density "
              + i
              + " returned shape "
              + log.getShape()
              + " for samples of shape "
              + x.getShape()
              + ": it must return one number for each sample, shape (N)");
    }
    return log;
  }
}
