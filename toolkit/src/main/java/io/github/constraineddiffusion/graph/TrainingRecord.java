package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Mean squared errors of every graph, run and epoch, and the weights in the end; filled while
 * training, then left alone.
 */
final class TrainingRecord {
  private final double[][][] train;
  private final double[][][] test;
  private final double[][][][] weights;

  TrainingRecord(int graphs, int runs, int epochs) {
    this.train = new double[graphs][runs][epochs + 1];
    this.test = new double[graphs][runs][epochs + 1];
    this.weights = new double[graphs][runs][][];
  }

  void set(int graph, int run, int epoch, double trainError, double testError) {
    train[graph][run][epoch] = trainError;
    test[graph][run][epoch] = testError;
  }

  private double[][] of(int graph, boolean ofTest) {
    return ofTest ? test[graph] : train[graph];
  }

  /** {@return [run][epoch] of a graph} */
  double[][] copy(int graph, boolean ofTest) {
    return Arrays.stream(of(graph, ofTest)).map(double[]::clone).toArray(double[][]::new);
  }

  /** {@return the training error before training} */
  double start(int graph, int run) {
    return train[graph][run][0];
  }

  /** {@return errors of a graph's runs at an epoch} */
  double[] at(int graph, boolean ofTest, int epoch) {
    return Arrays.stream(of(graph, ofTest)).mapToDouble(run -> run[epoch]).toArray();
  }

  /** {@return the first epoch of each run whose training error is so low, or −1} */
  int[] firstEpochs(int graph, double threshold) {
    return Arrays.stream(train[graph])
        .mapToInt(
            run ->
                IntStream.range(0, run.length)
                    .filter(epoch -> run[epoch] <= threshold)
                    .findFirst()
                    .orElse(-1))
        .toArray();
  }

  /** Keeps blocks [block][entry]. */
  void keep(int graph, int run, double[][] blocks) {
    weights[graph][run] = blocks;
  }

  /** {@return [run][block][entry] of a graph; not a copy} */
  double[][][] weights(int graph) {
    return weights[graph];
  }
}
