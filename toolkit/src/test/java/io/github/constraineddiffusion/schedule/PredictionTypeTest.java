package io.github.constraineddiffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictionTypeTest {

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void aPerfectOutputGivesBackNoiseAndSample(PredictionType type) {
    double clean = 0.7;
    double noise = -1.3;
    for (double alphaBar : new double[] {1e-4, 0.3, 0.5, 0.999}) {
      double alpha = Math.sqrt(alphaBar);
      double sigma = Math.sqrt(1 - alphaBar);
      double x = alpha * clean + sigma * noise;
      var target = type.target(alpha, sigma);
      double output = target.onClean() * clean + target.onNoise() * noise;
      var toNoise = type.toNoise(alpha, sigma);
      var toClean = type.toClean(alpha, sigma);
      assertEquals(noise, toNoise.onX() * x + toNoise.onOutput() * output, 1e-11);
      assertEquals(clean, toClean.onX() * x + toClean.onOutput() * output, 1e-11);
    }
  }

  @Test
  void targetsAreTheNamedQuantities() {
    assertEquals(new PredictionType.Target(0, 1), PredictionType.EPSILON.target(0.6, 0.8));
    assertEquals(new PredictionType.Target(1, 0), PredictionType.X0.target(0.6, 0.8));
    assertEquals(new PredictionType.Target(-0.8, 0.6), PredictionType.V.target(0.6, 0.8));
  }

  @Test
  void refusesToDivideByZero() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> PredictionType.EPSILON.toClean(0, 1));
    assertTrue(e.getMessage().contains("alpha is 0.0"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> PredictionType.X0.toNoise(1, 0));
    assertTrue(e.getMessage().contains("sigma is 0.0"), e.getMessage());
    assertEquals(-1, PredictionType.V.toClean(0, 1).onOutput());
  }
}
