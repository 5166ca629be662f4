package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;

class RetimedDenoiserTest {
  private static final NoiseSchedule FINE = NoiseSchedule.uniformLogSnr(200, 8, -8);
  private static final NoiseSchedule COARSE = NoiseSchedule.uniformLogSnr(100, 8, -8);

  @Test
  void everySecondLevelIsAskedByTheCoarserTimesteps() {
    try (Session session = Session.open()) {
      var mixture = GaussianMixture.isotropic(0.3, new double[][] {{1, 0}, {-1, 0.5}}, 0.3, 0.7);
      Denoiser fine = GaussianMixtureDenoiser.of(session, mixture, FINE);
      Denoiser coarse = GaussianMixtureDenoiser.of(session, mixture, COARSE);
      Denoiser retimed = RetimedDenoiser.of(session.manager(), fine, FINE, COARSE);
      NDArray x = session.manager().randomNormal(new Shape(5, 2));
      NDArray t = session.manager().create(new float[] {1, 20, 50, 77, 100});
      assertArrayEquals(
          coarse.noise(x, t).toFloatArray(), retimed.noise(x, t).toFloatArray(), 1e-5f);
      assertSame(fine, RetimedDenoiser.of(session.manager(), fine, FINE, FINE));
    }
  }

  @Test
  void levelsThatTheModelDoesNotKnowAreRefused() {
    assertTrue(RetimedDenoiser.possible(FINE, COARSE));
    assertFalse(RetimedDenoiser.possible(COARSE, FINE));
    try (Session session = Session.open()) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> RetimedDenoiser.of(session.manager(), (x, t) -> x, COARSE, FINE));
      assertTrue(e.getMessage().contains("timestep 1 "), e.getMessage());
    }
  }
}
