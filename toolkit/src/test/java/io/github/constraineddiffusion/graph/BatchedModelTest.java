package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchedModelTest {
  private static final ForecastData DATA = GraphCases.ring();
  private static final List<GraphShift> GRAPHS =
      GraphShift.all(DATA, 2, 3).stream().map(s -> s.normalised(ShiftScale.spectral())).toList();
  private static final int RUNS = 3;
  private static final int TAPS = 3;
  private static final int FEATURES = 4;
  private static final double STEP = 1e-5;

  private interface Model {
    double[][] predict(GraphShift s, double[] weights, double[][] x);
  }

  private static Evaluation evaluate(GraphModel model, double[][] weights) {
    try (Session session = Session.open();
        NDManager scope = session.scope();
        BatchedModel batch = BatchedModel.of(scope, DATA, GRAPHS, model, RUNS)) {
      return batch.evaluate(scope, weights);
    }
  }

  /** Block i of model b, all blocks one after the other. */
  private static double[] of(double[][] blocks, int model) {
    int models = GRAPHS.size() * RUNS;
    return Arrays.stream(blocks)
        .map(
            block -> {
              int length = block.length / models;
              return Arrays.copyOfRange(block, model * length, (model + 1) * length);
            })
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static void check(GraphModel kind, double[][] weights, Model model, double tolerance) {
    Evaluation evaluation = evaluate(kind, weights);
    for (int b = 0; b < GRAPHS.size() * RUNS; b++) {
      GraphShift s = GRAPHS.get(b / RUNS);
      double[] w = of(weights, b);
      double[][] y = DATA.trainTargets();
      double error = GraphCases.mse(model.predict(s, w, DATA.trainInputs()), y);
      assertEquals(error, evaluation.train()[b], tolerance);
      double test = GraphCases.mse(model.predict(s, w, DATA.testInputs()), DATA.testTargets());
      assertEquals(test, evaluation.test()[b], tolerance);
      double[] gradient = of(evaluation.gradients(), b);
      for (int p = 0; p < w.length; p++) {
        double value = w[p];
        w[p] = value + STEP;
        double up = GraphCases.mse(model.predict(s, w, DATA.trainInputs()), y);
        w[p] = value - STEP;
        double down = GraphCases.mse(model.predict(s, w, DATA.trainInputs()), y);
        w[p] = value;
        assertEquals((up - down) / (2 * STEP), gradient[p], tolerance);
      }
    }
  }

  private static double[] random(int length, long seed) {
    return GraphCases.matrix(1, GRAPHS.size() * RUNS * length, seed)[0];
  }

  @Test
  void theFiltersErrorAndGradientAreThoseOfTheDefinition() {
    check(GraphModel.filter(TAPS), new double[][] {random(TAPS, 1)}, GraphFilter::predict, 1e-8);
  }

  @Test
  void theNetworksErrorAndGradientAreThoseOfTheDefinition() {
    double[][] weights = {random(FEATURES * TAPS, 1), random(FEATURES * TAPS, 2)};
    check(
        GraphModel.network(FEATURES, TAPS),
        weights,
        (s, w, x) -> GraphCases.network(s, w, FEATURES, TAPS, x),
        1e-4);
  }

  /** Room for one model, two of three runs, one graph, four graphs of five. */
  @Test
  void networksInPartsAreThoseTogether() {
    GraphModel model = GraphModel.network(FEATURES, TAPS);
    double[][] weights = {random(FEATURES * TAPS, 1), random(FEATURES * TAPS, 2)};
    Evaluation expected = evaluate(model, weights);
    long one = (long) FEATURES * DATA.channels() * DATA.trainInputs()[0].length;
    for (long most : new long[] {1, 2 * one, RUNS * one, 4 * RUNS * one}) {
      try (Session session = Session.open();
          NDManager scope = session.scope();
          var parts = new NetworkBlocks(scope, DATA, GRAPHS, model, RUNS, most)) {
        Evaluation actual = parts.evaluate(scope, weights);
        assertArrayEquals(expected.train(), actual.train(), 1e-6);
        assertArrayEquals(expected.test(), actual.test(), 1e-6);
        assertArrayEquals(expected.gradients()[0], actual.gradients()[0], 1e-5);
        assertArrayEquals(expected.gradients()[1], actual.gradients()[1], 1e-5);
      }
    }
  }
}
