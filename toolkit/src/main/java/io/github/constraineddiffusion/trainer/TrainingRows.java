package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * What a network is run on and what its output is compared with.
 *
 * @param noisy x_t, shape (n, sample shape)
 * @param target of the network's output, same shape
 * @param timesteps t as an array
 * @param levels t in Java
 * @param labels classes; null where none are told
 */
record TrainingRows(
    NDArray noisy, NDArray target, NDArray timesteps, float[] levels, NDArray labels) {

  /**
   * Puts parts of a batch together; a batch of several parts is of several distributions, and no
   * class is told.
   */
  static TrainingRows concatenate(NDManager scope, List<TrainingRows> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    NDList noisy = new NDList();
    NDList target = new NDList();
    int count = parts.stream().mapToInt(part -> part.levels.length).sum();
    float[] levels = new float[count];
    int from = 0;
    for (TrainingRows part : parts) {
      noisy.add(part.noisy);
      target.add(part.target);
      System.arraycopy(part.levels, 0, levels, from, part.levels.length);
      from += part.levels.length;
    }
    return new TrainingRows(
        NDArrays.concat(noisy), NDArrays.concat(target), scope.create(levels), levels, null);
  }
}
