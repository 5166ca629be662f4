package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.gradients;
import static io.github.constraineddiffusion.denoiser.TinyUNets.loss;
import static io.github.constraineddiffusion.denoiser.TinyUNets.network;
import static io.github.constraineddiffusion.denoiser.TinyUNets.set;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of a U-Net against finite differences, freed memory and bfloat16. */
class UNetGradientTest {
  private static final Session SESSION = Session.open().seed(6);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  /** Of every weight, along its gradient and across it; an odd size, classes and none. */
  @Test
  void gradientEqualsFiniteDifferences() {
    Shape shape = new Shape(1, 6, 5);
    try (Network network = shaken(SESSION, tiny().classes(2), shape)) {
      List<float[]> gradients = gradients(SESSION, network, shape, false);
      for (int p = 0; p < gradients.size(); p++) {
        float[] g = gradients.get(p);
        double[] direction = new double[g.length];
        double norm = 1e-6;
        for (int k = 0; k < g.length; k++) {
          direction[k] = Math.sin(3 + 5 * k);
          norm = Math.max(norm, Math.abs(g[k]));
        }
        for (int k = 0; k < g.length; k++) {
          direction[k] += g[k] / norm;
        }
        assertSlope(network, shape, network.weights().get(p), g, direction);
      }
    }
  }

  private static void assertSlope(
      Network network, Shape shape, NDArray weight, float[] gradient, double[] direction) {
    double length = Math.sqrt(Arrays.stream(direction).map(d -> d * d).sum());
    double expected = 0;
    for (int k = 0; k < gradient.length; k++) {
      expected += gradient[k] * direction[k] / length;
    }
    double h = 3e-3;
    double up = lossAlong(network, shape, weight, direction, h / length);
    double down = lossAlong(network, shape, weight, direction, -h / length);
    double slope = (up - down) / (2 * h);
    assertEquals(expected, slope, 1e-3 + 2e-2 * Math.abs(expected), weight.getShape().toString());
  }

  private static double lossAlong(
      Network network, Shape shape, NDArray weight, double[] direction, double by) {
    float[] values = weight.toFloatArray();
    float[] moved = values.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += (float) (by * direction[k]);
    }
    set(weight, moved);
    try (NDManager scope = SESSION.scope()) {
      return loss(network, scope, shape).getFloat();
    } finally {
      set(weight, values);
    }
  }

  /** Trap 1 of the engine: freed memory is overwritten between forward and backward. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientSurvivesGarbageCollectionBeforeBackward(boolean bfloat16) {
    Shape shape = new Shape(1, 8, 8);
    UNetBuilder builder = tiny().classes(2).pixelUnshuffle(2).bfloat16(bfloat16);
    try (Network network = shaken(SESSION, builder, shape)) {
      List<float[]> calm = gradients(SESSION, network, shape, false);
      List<float[]> disturbed = gradients(SESSION, network, shape, true);
      for (int p = 0; p < calm.size(); p++) {
        assertArrayEquals(calm.get(p), disturbed.get(p), 0);
      }
    }
  }

  /** Weights stay float32, and their gradients keep the direction. */
  @Test
  void bfloat16GradientsPointTheSameWay() {
    Shape shape = new Shape(1, 8, 8);
    try (Network full = shaken(SESSION, tiny(), shape);
        Network half = shaken(SESSION, tiny().bfloat16(), shape)) {
      double dot = 0;
      double a = 0;
      double b = 0;
      List<float[]> exact = gradients(SESSION, full, shape, false);
      List<float[]> rounded = gradients(SESSION, half, shape, false);
      for (int p = 0; p < exact.size(); p++) {
        for (int k = 0; k < exact.get(p).length; k++) {
          dot += exact.get(p)[k] * rounded.get(p)[k];
          a += exact.get(p)[k] * exact.get(p)[k];
          b += rounded.get(p)[k] * rounded.get(p)[k];
        }
      }
      assertTrue(dot / Math.sqrt(a * b) > 0.99, "cosine " + dot / Math.sqrt(a * b));
      assertTrue(half.weights().stream().allMatch(w -> w.getDataType() == DataType.FLOAT32));
      assertFalse(Arrays.equals(exact.get(0), rounded.get(0)));
    }
  }
}
