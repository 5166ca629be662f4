package io.github.constraineddiffusion.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Noisy samples of several sources, equally many of each, one source after the other; within a
 * source the levels rise, as estimates of the error need it.
 *
 * @param noisy x_t, (sources·samples, sample shape)
 * @param noise ε, same shape
 * @param timesteps t as an array
 * @param levels t in Java
 * @param samples samples of each source
 */
record NoisyBatch(NDArray noisy, NDArray noise, NDArray timesteps, float[] levels, int samples) {

  static NoisyBatch draw(
      NDManager scope,
      RandomGenerator random,
      ForwardProcess forward,
      List<? extends SampleSource> sources,
      StratifiedLevels distribution,
      int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but an estimate with an error needs at least 2");
    }
    NDList clean = new NDList();
    float[] t = new float[sources.size() * samples];
    for (int i = 0; i < sources.size(); i++) {
      clean.add(sources.get(i).sample(scope, random, samples));
      System.arraycopy(distribution.draw(random, samples), 0, t, i * samples, samples);
    }
    // a source may sort its batch by component, which must not go along with the level
    long[] order = shuffledWithin(random, sources.size(), samples);
    NDArray x0 = concatenate(clean).get(scope.create(order));
    NDArray noise = scope.randomNormal(x0.getShape());
    NDArray timesteps = scope.create(t);
    return new NoisyBatch(forward.noisy(x0, noise, timesteps), noise, timesteps, t, samples);
  }

  private static long[] shuffledWithin(RandomGenerator random, int groups, int size) {
    long[] order = new long[groups * size];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int from = 0; from < order.length; from += size) {
      for (int i = size - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        long swap = order[from + i];
        order[from + i] = order[from + j];
        order[from + j] = swap;
      }
    }
    return order;
  }

  NDArray noisy(int source) {
    return noisy.get(rows(source));
  }

  NDArray timesteps(int source) {
    return timesteps.get(rows(source));
  }

  private String rows(int source) {
    return (long) source * samples + ":" + (long) (source + 1) * samples;
  }

  static NDArray concatenate(NDList list) {
    return list.size() == 1 ? list.head() : NDArrays.concat(list);
  }
}
