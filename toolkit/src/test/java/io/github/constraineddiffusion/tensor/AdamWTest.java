package io.github.constraineddiffusion.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {

  /** θ ← θ(1 − ηw) − η·m̂/(√v̂ + ε), by hand for f = θ², clipped at norm 1. */
  @Test
  void followsTheTextbookUpdateWithClippingAndAverage() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray theta = scope.create(new float[] {3f, 4f}).duplicate();
      theta.setRequiresGradient(true);
      try (AdamW adam = new AdamW(List.of(theta), AdamWConfig.defaults())) {
        double[] p = {3, 4};
        double[] m = new double[2];
        double[] v = new double[2];
        double[] ema = {3, 4};
        for (int k = 1; k <= 50; k++) {
          double norm = backward(scope, theta, adam, 0.1);
          double expectedNorm = 2 * Math.hypot(p[0], p[1]);
          assertEquals(expectedNorm, norm, 1e-4);
          for (int i = 0; i < 2; i++) {
            double g = 2 * p[i] * Math.min(1, 1 / (expectedNorm + 1e-6));
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            p[i] -= 0.1 * 0.01 * p[i];
            p[i] -=
                0.1
                    * (m[i] / (1 - Math.pow(0.9, k)))
                    / (Math.sqrt(v[i] / (1 - Math.pow(0.999, k))) + 1e-8);
            ema[i] = 0.8 * ema[i] + 0.2 * p[i];
          }
        }
        assertArrayEquals(p, toDouble(theta), 1e-4);
        assertArrayEquals(ema, toDouble(adam.average().get(0)), 1e-4);
      }
    }
  }

  @Test
  void leavesEverythingUntouchedWhenTheGradientIsNotFinite() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray theta = scope.create(new float[] {1f, 2f}).duplicate();
      theta.setRequiresGradient(true);
      try (AdamW adam = new AdamW(List.of(theta), AdamWConfig.defaults())) {
        try (GradientCollector collector = Engines.engine().newGradientCollector()) {
          collector.backward(theta.mul(scope.create(new float[] {Float.NaN, 1f})).sum());
        }
        assertFalse(Double.isFinite(adam.step(0.1, 0.9)));
        assertArrayEquals(new double[] {1, 2}, toDouble(theta));
        assertArrayEquals(new double[] {0, 0}, toDouble(theta.getGradient()));
      }
    }
  }

  @Test
  void restoresItsStateThroughAFile() throws Exception {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray theta = scope.create(new float[] {3f, 4f}).duplicate();
      theta.setRequiresGradient(true);
      try (AdamW adam = new AdamW(List.of(theta), AdamWConfig.defaults())) {
        backward(scope, theta, adam, 0.1);
        byte[] saved = TensorFile.encode(adam.state());
        backward(scope, theta, adam, 0.1);
        double[] second = toDouble(theta);
        Map<String, NDArray> state = TensorFile.decode(scope, saved);
        adam.restore(state);
        backward(scope, theta, adam, 0.1);
        assertArrayEquals(second, toDouble(theta), 0);
        state.remove("v/0");
        assertThrows(IllegalArgumentException.class, () -> adam.restore(state));
      }
    }
  }

  /** Without a gradient, w_k − w_0 = (1 − ηδ)^k (w − w_0): to the start, and not to zero. */
  @Test
  void decaysTowardsTheStartInClosedForm() {
    AdamWConfig config = AdamWConfig.defaults().withDecayTowardsStart(0.5);
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray theta = scope.create(new float[] {3f, -4f, 0f}).duplicate();
      theta.setRequiresGradient(true);
      try (AdamW adam = new AdamW(List.of(theta), config)) {
        moveTo(scope, adam, 5f, -4f, 0.25f);
        for (int k = 1; k <= 40; k++) {
          assertEquals(0, adam.step(0.1, 0.8));
          double left = Math.pow(1 - 0.1 * 0.5, k);
          assertArrayEquals(
              new double[] {3 + 2 * left, -4, 0.25 * left}, toDouble(theta), 1e-5, "step " + k);
        }
      }
    }
  }

  private static void moveTo(NDManager scope, AdamW adam, float... weights) {
    Map<String, NDArray> state = new java.util.LinkedHashMap<>(adam.state());
    state.put("p/0", scope.create(weights));
    adam.restore(state);
  }

  /** What the saved start was is kept, whatever the network started with that resumes. */
  @Test
  void restoresTheStartToo() throws Exception {
    AdamWConfig config = AdamWConfig.defaults().withDecayTowardsStart(2);
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray theta = scope.create(new float[] {3f, 4f}).duplicate();
      NDArray other = scope.create(new float[] {-1f, 7f}).duplicate();
      theta.setRequiresGradient(true);
      other.setRequiresGradient(true);
      try (AdamW adam = new AdamW(List.of(theta), config);
          AdamW resumed = new AdamW(List.of(other), config)) {
        backward(scope, theta, adam, 0.1);
        resumed.restore(TensorFile.decode(scope, TensorFile.encode(adam.state())));
        for (int k = 0; k < 5; k++) {
          backward(scope, theta, adam, 0.1);
          backward(scope, other, resumed, 0.1);
        }
        assertArrayEquals(toDouble(theta), toDouble(other), 0);
      }
      try (AdamW plain = new AdamW(List.of(theta), AdamWConfig.defaults());
          AdamW pulled = new AdamW(List.of(other), config)) {
        Map<String, NDArray> saved = plain.state();
        assertThrows(IllegalArgumentException.class, () -> pulled.restore(saved));
      }
    }
  }

  @Test
  void theTextNamesTheStartOnlyWhereItPlaysAPart() {
    assertEquals(
        "AdamWConfig[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.01, clip=1.0]",
        AdamWConfig.defaults().toString());
    AdamWConfig pulled = AdamWConfig.defaults().withDecayTowardsStart(0.3).withClip(0);
    assertEquals(
        "AdamWConfig[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.3 towards start,"
            + " clip=0.0]",
        pulled.toString());
    assertFalse(pulled.withWeightDecay(0.3).towardsStart());
    assertThrows(
        IllegalArgumentException.class, () -> AdamWConfig.defaults().withDecayTowardsStart(-1));
  }

  private static double backward(NDManager scope, NDArray theta, AdamW adam, double rate) {
    try (GradientCollector collector = Engines.engine().newGradientCollector()) {
      collector.backward(theta.square().sum());
    }
    return adam.step(rate, 0.8);
  }

  private static double[] toDouble(NDArray array) {
    float[] values = array.toFloatArray();
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
