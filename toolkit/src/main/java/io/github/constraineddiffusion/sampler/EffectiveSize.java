package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** The effective sample size of N chains of a few steps each: see {@link LevelReport}. */
final class EffectiveSize {

  private EffectiveSize() {}

  /** Returns the size for the chains' states at successive steps, each (N, sample shape). */
  static double of(List<NDArray> states) {
    int steps = states.size();
    double chains = states.get(0).getShape().get(0);
    try (NDManager scope = states.get(0).getManager().newSubManager()) {
      NDArray mean = mean(states, scope);
      NDList centred = new NDList();
      for (NDArray state : states) {
        NDArray difference = state.sub(mean);
        difference.attach(scope);
        centred.add(difference);
      }
      return chains * steps / time(centred, steps);
    }
  }

  // Geyer's initial positive sequence: pairs ρ_{2m} + ρ_{2m+1}, each ρ_k weighted by 1 − k/steps
  private static double time(NDList centred, int steps) {
    double variance = covariance(centred, 0);
    if (!(variance > 0)) {
      return steps;
    }
    double sum = 0;
    for (int lag = 0; lag < steps; lag += 2) {
      double pair = 0;
      for (int k = lag; k < Math.min(lag + 2, steps); k++) {
        pair += (1 - (double) k / steps) * covariance(centred, k) / variance;
      }
      if (pair <= 0) {
        break;
      }
      sum += pair;
    }
    return Math.max(1, Math.min(steps, 2 * sum - 1));
  }

  private static double covariance(NDList centred, int lag) {
    double sum = 0;
    int pairs = centred.size() - lag;
    for (int i = 0; i < pairs; i++) {
      try (NDArray product = centred.get(i).mul(centred.get(i + lag));
          NDArray mean = product.mean()) {
        sum += mean.getFloat();
      }
    }
    return sum / pairs;
  }

  private static NDArray mean(List<NDArray> states, NDManager scope) {
    NDArray all = NDArrays.concat(new NDList(states));
    all.attach(scope);
    NDArray mean = all.mean(new int[] {0}, true);
    mean.attach(scope);
    return mean;
  }
}
