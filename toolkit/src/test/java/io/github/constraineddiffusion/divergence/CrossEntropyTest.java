package io.github.constraineddiffusion.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(200, 14, -10);
  private static final int SAMPLES = 20_000;

  @Test
  void entropiesAndCrossEntropiesOfGaussians() {
    var narrow = GaussianMixture.isotropic(0.1, new double[][] {{0, 0}});
    var wide = GaussianMixture.isotropic(0.5, new double[][] {{1, 0}});
    // H = log(2πe·s²); −E_narrow log wide = log(2π·0.5) + (2·0.1 + 1)/(2·0.5)
    double own = Math.log(2 * Math.PI * Math.E * 0.1);
    double cross = Math.log(2 * Math.PI * 0.5) + 1.2;
    try (Session session = Session.open().seed(4)) {
      Denoiser exactNarrow = GaussianMixtureDenoiser.of(session, narrow, SCHEDULE);
      Denoiser exactWide = GaussianMixtureDenoiser.of(session, wide, SCHEDULE);
      List<Estimate> found =
          new DivergenceEstimator(new ForwardProcess(session.manager(), SCHEDULE))
              .crossEntropy(
                  session.manager(),
                  session.random(1),
                  List.of(narrow, narrow),
                  List.of(exactNarrow, exactWide),
                  SAMPLES);
      check(own, found.get(0));
      check(cross, found.get(1));
    }
  }

  private static void check(double expected, Estimate found) {
    assertTrue(found.standardError() < 0.08, found.toString());
    assertEquals(expected, found.value(), 3 * found.standardError() + 0.003);
  }
}
