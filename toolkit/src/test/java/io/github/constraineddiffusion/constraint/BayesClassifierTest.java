package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;

/** The exact classifier of a mixture's components. */
class BayesClassifierTest {
  private static final GaussianMixture TWO =
      GaussianMixture.isotropic(0.25, new double[][] {{-1, 0}, {1, 0}}, 0.9, 0.1);

  /** Of two Gaussians of variance v at ±m the log odds are 2·m·x/v, whatever their weights. */
  @Test
  void oddsAreThoseOfBayes() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      double[] places = {-0.3, 0, 0.1, 0.5};
      double[][] points = new double[places.length][2];
      for (int n = 0; n < places.length; n++) {
        points[n] = new double[] {places[n], 0.7};
      }
      NDArray logits = BayesClassifier.among(TWO).logits(Points.tensor(scope, points));
      float[] found = logits.toFloatArray();
      for (int n = 0; n < places.length; n++) {
        assertEquals(8 * places[n], found[2 * n + 1] - found[2 * n], 1e-5);
        assertEquals(1, Math.exp(found[2 * n]) + Math.exp(found[2 * n + 1]), 1e-6);
      }
    }
  }

  @Test
  void pointsFarAwayHaveFiniteLogits() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray far = Points.tensor(scope, new double[][] {{1e4, 0}, {-1e4, 3}});
      var classifier = BayesClassifier.among(TWO);
      for (float each : classifier.logits(far).toFloatArray()) {
        assertEquals(true, Float.isFinite(each));
      }
      assertArrayEquals(new int[] {1, 0}, classifier.classify(far));
    }
  }

  @Test
  void identityTellsTheComponentsNotTheWeights() {
    String identity = BayesClassifier.among(TWO).identity();
    assertEquals(identity, BayesClassifier.among(TWO.withWeights(0.2, 0.8)).identity());
    assertNotEquals(identity, BayesClassifier.among(TWO.noised(1, 0.1)).identity());
  }
}
