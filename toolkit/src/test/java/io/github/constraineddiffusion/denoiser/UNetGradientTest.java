package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.assertSlopes;
import static io.github.constraineddiffusion.denoiser.TinyUNets.gradients;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
      assertSlopes(SESSION, network, shape);
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
