package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Weights before training, uniform in ±1/√fan_in: the filter's fan_in is K, the output's FK. */
final class InitialWeights {
  private static final long PURPOSE = 0x6772617068L; // "graph"

  private InitialWeights() {}

  /** {@return blocks [run][block][entry]: taps, or h (F × K) and g (F × K), row by row} */
  static double[][][] draw(Session session, GraphModel model, int runs) {
    var weights = new double[runs][][];
    for (int r = 0; r < runs; r++) {
      RandomGenerator random = session.random(PURPOSE, r);
      int taps = model.taps();
      int outputs = model.features() * taps;
      weights[r] =
          model.isFilter()
              ? new double[][] {uniform(random, taps, taps)}
              : new double[][] {uniform(random, outputs, taps), uniform(random, outputs, outputs)};
    }
    return weights;
  }

  private static double[] uniform(RandomGenerator random, int count, int fanIn) {
    double limit = 1 / Math.sqrt(fanIn);
    return random.doubles(count, -limit, limit).toArray();
  }

  /** {@return blocks of a batch, [graph][run][entry] one after the other} */
  static double[][] stack(double[][][] weights, int graphs) {
    var blocks = new double[weights[0].length][];
    for (int i = 0; i < blocks.length; i++) {
      int length = weights[0][i].length;
      blocks[i] = new double[graphs * weights.length * length];
      for (int b = 0; b < graphs * weights.length; b++) {
        System.arraycopy(weights[b % weights.length][i], 0, blocks[i], b * length, length);
      }
    }
    return blocks;
  }

  /** {@return blocks [block][entry] of model b of so many in a batch} */
  static double[][] of(double[][] blocks, int b, int models) {
    return Arrays.stream(blocks)
        .map(
            block -> {
              int length = block.length / models;
              return Arrays.copyOfRange(block, b * length, (b + 1) * length);
            })
        .toArray(double[][]::new);
  }
}
