package io.github.constraineddiffusion.bench;

import io.github.constraineddiffusion.graph.ForecastData;
import io.github.constraineddiffusion.graph.GraphModel;
import io.github.constraineddiffusion.graph.GraphTrainer;
import io.github.constraineddiffusion.graph.TimeSeries;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Map;

/**
 * Training of 40 runs, 8 on each of five graphs, together and one by one: 28 channels, 180 pairs.
 *
 * <p>{@code -Dbench.steps=4} shortens it, to see whether it runs.
 */
final class GraphBenchmarks {
  private static final int RUNS = 8;
  private static final int ROUNDS = 3;
  private static final int FILTER_EPOCHS = epochs(1000);
  private static final int NETWORK_EPOCHS = epochs(100);
  private static final int TAPS = 3;
  private static final int FEATURES = 8;

  private GraphBenchmarks() {}

  private static int epochs(int usual) {
    return Math.min(usual, Integer.getInteger("bench.steps", usual));
  }

  static Map<String, Runnable> measurements() {
    return Map.of("graph-batched-over-one-by-one", GraphBenchmarks::batched);
  }

  private static void batched() {
    inTurns("graph-filter", GraphModel.filter(TAPS), FILTER_EPOCHS);
    inTurns("graph-network", GraphModel.network(FEATURES, TAPS), NETWORK_EPOCHS);
  }

  /** Times of a whole training, in turns; the first round warms up. */
  private static void inTurns(String name, GraphModel model, int epochs) {
    double[] together = new double[ROUNDS];
    double[] oneByOne = new double[ROUNDS];
    double[] ratio = new double[ROUNDS];
    try (Session session = Session.open()) {
      ForecastData data = TimeSeries.bundledFmri().forecast(1, 181, 60);
      GraphTrainer trainer =
          GraphTrainer.of(data).session(session).model(model).runs(RUNS).epochs(epochs);
      for (int k = -1; k < ROUNDS; k++) {
        int round = Math.max(0, k);
        together[round] = millis(trainer::train);
        oneByOne[round] = millis(trainer::trainOneByOne);
        ratio[round] = together[round] / oneByOne[round];
      }
    }
    Benchmarks.report(name + "-batched", together);
    Benchmarks.report(name + "-one-by-one", oneByOne);
    Benchmarks.reportRatio(name + "-batched-over-one-by-one", ratio);
  }

  private static double millis(Runnable training) {
    long start = System.nanoTime();
    training.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
