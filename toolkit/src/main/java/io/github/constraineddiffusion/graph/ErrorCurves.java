package io.github.constraineddiffusion.graph;

/** Mean squared errors of every graph, run and epoch; filled while training, then left alone. */
final class ErrorCurves {
  private final double[][][] train;
  private final double[][][] test;

  ErrorCurves(int graphs, int runs, int epochs) {
    this.train = new double[graphs][runs][epochs + 1];
    this.test = new double[graphs][runs][epochs + 1];
  }

  void set(int graph, int run, int epoch, double trainError, double testError) {
    train[graph][run][epoch] = trainError;
    test[graph][run][epoch] = testError;
  }

  /** {@return [run][epoch] of a graph; not a copy} */
  double[][] of(int graph, boolean ofTest) {
    return ofTest ? test[graph] : train[graph];
  }
}
