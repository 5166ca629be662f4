package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.tensor.Garbage;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of the whole classifier against finite differences, with the collector at work. */
class ClassifierLossTest {
  private static final long[] LABELS = {2, 0, 1};

  static java.util.List<FeatureNetwork> networks() {
    return ClassifierTrainerTest.networks();
  }

  @Test
  void crossEntropyIsTheFormula() {
    double[][] logits = {{0.5, -1, 2}, {0, 0, 0}, {3, 1, -2}};
    double smoothing = 0.1;
    double expected = 0;
    float[] flat = new float[9];
    for (int n = 0; n < 3; n++) {
      double z = 0;
      for (double a : logits[n]) {
        z += Math.exp(a);
      }
      for (int c = 0; c < 3; c++) {
        double y = smoothing / 3 + (LABELS[n] == c ? 1 - smoothing : 0);
        expected -= y * (logits[n][c] - Math.log(z)) / 3;
        flat[n * 3 + c] = (float) logits[n][c];
      }
    }
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray array = scope.create(flat, new Shape(3, 3));
      assertEquals(expected, CrossEntropy.of(array, LABELS, smoothing).getFloat(), 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsHoldWhileGarbageIsCollected(FeatureNetwork network) {
    try (Session session = Session.open().seed(11);
        NDManager scope = session.scope()) {
      NDArray images = new Bars(1.5).sample(scope, session.random(1), LABELS.length);
      var plan = ImageClassifier.plan(network, images.getShape().slice(1), 3);
      LayerWeights weights = plan.initialise(scope);
      weights.list().forEach(w -> w.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray loss = loss(network, weights, images);
        Garbage.collectAndOverwrite(scope);
        collector.backward(loss);
      }
      for (NDArray weight : weights.list()) {
        checkLargest(network, weights, images, weight);
      }
    }
  }

  private static void checkLargest(
      FeatureNetwork network, LayerWeights weights, NDArray images, NDArray weight) {
    float[] gradient = weight.getGradient().toFloatArray();
    int at = 0;
    for (int i = 1; i < gradient.length; i++) {
      at = Math.abs(gradient[i]) > Math.abs(gradient[at]) ? i : at;
    }
    assertTrue(Math.abs(gradient[at]) > 1e-6, "a weight without effect");
    double step = 2e-3;
    double up = lossAt(network, weights, images, weight, at, step);
    double down = lossAt(network, weights, images, weight, at, -step);
    double expected = (up - down) / (2 * step);
    assertEquals(expected, gradient[at], 2e-2 * Math.abs(expected) + 2e-4);
  }

  private static double lossAt(
      FeatureNetwork network,
      LayerWeights weights,
      NDArray images,
      NDArray weight,
      int at,
      double step) {
    try (GradMode off = GradMode.off()) {
      float[] values = weight.toFloatArray();
      float[] moved = values.clone();
      moved[at] += (float) step;
      weight.set(moved);
      double loss = loss(network, weights, images).getFloat();
      weight.set(values);
      return loss;
    }
  }

  private static NDArray loss(FeatureNetwork network, LayerWeights weights, NDArray images) {
    return CrossEntropy.of(ImageClassifier.logits(network, weights, images), LABELS, 0.05);
  }
}
