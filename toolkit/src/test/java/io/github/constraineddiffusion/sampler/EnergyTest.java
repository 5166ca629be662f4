package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.denoiser.WeightedDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EnergyTest {
  private static final Session SESSION = Session.open();
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 6, -6);
  private static final GaussianMixture FIRST =
      GaussianMixture.builder()
          .component(0.7, new double[] {1, 0}, new double[][] {{0.3, 0.1}, {0.1, 0.2}})
          .component(0.3, new double[] {-0.75, 0.8}, 0.1)
          .build();
  private static final GaussianMixture SECOND =
      GaussianMixture.isotropic(0.2, new double[][] {{0.5, 0.5}, {-0.5, -0.5}}, 0.4, 0.6);
  private static final List<GaussianMixtureDenoiser> MODELS =
      List.of(
          GaussianMixtureDenoiser.of(SESSION, FIRST, SCHEDULE),
          GaussianMixtureDenoiser.of(SESSION, SECOND, SCHEDULE));
  private static final double[] LAMBDA = {0.3, 0.7};

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @Test
  void lineIntegralsAreDifferencesOfTheLogDensity() {
    var weighted = WeightedDenoiser.of(MODELS, LAMBDA);
    for (int t : new int[] {2, 8, 14, 20}) {
      GaussianMixture first = FIRST.noised(SCHEDULE.alpha(t), SCHEDULE.sigma(t));
      GaussianMixture second = SECOND.noised(SCHEDULE.alpha(t), SCHEDULE.sigma(t));
      var score = new LevelScore(weighted, new Level(t, SCHEDULE.alphaBar(t)));
      try (NDManager scope = SESSION.scope()) {
        double[][] from = first.sample(new SplittableRandom(t), 60);
        double[][] to = second.sample(new SplittableRandom(-t), 60);
        NDArray x = Points.tensor(scope, from);
        NDArray y = Points.tensor(scope, to);
        float[] line = Energy.lineIntegral(24).difference(score, x, y).toFloatArray();
        float[] exact = Energy.exact(MODELS, LAMBDA).difference(score, x, y).toFloatArray();
        for (int i = 0; i < from.length; i++) {
          double expected =
              LAMBDA[0] * (first.logDensity(to[i]) - first.logDensity(from[i]))
                  + LAMBDA[1] * (second.logDensity(to[i]) - second.logDensity(from[i]));
          assertEquals(expected, exact[i], 1e-4, "exact at t = " + t);
          assertEquals(expected, line[i], 1e-4, "line at t = " + t);
        }
      }
    }
  }

  /** n nodes are exact for scores of degree 2n − 1: one for a Gaussian, whatever the distance. */
  @Test
  void oneNodeDoesForAGaussianAndTheWayBackIsMinusTheWayThere() {
    var one = GaussianMixtureDenoiser.of(SESSION, FIRST.only(0), SCHEDULE);
    var score = new LevelScore(one, new Level(8, SCHEDULE.alphaBar(8)));
    var both = new LevelScore(MODELS.get(0), score.level());
    try (NDManager scope = SESSION.scope()) {
      NDArray x = Points.tensor(scope, FIRST.sample(new SplittableRandom(1), 40));
      NDArray y = Points.tensor(scope, FIRST.sample(new SplittableRandom(2), 40));
      float[] line = Energy.lineIntegral(1).difference(score, x, y).toFloatArray();
      float[] exact = Energy.of(one).difference(score, x, y).toFloatArray();
      float[] there = Energy.lineIntegral(2).difference(both, x, y).toFloatArray();
      float[] back = Energy.lineIntegral(2).difference(both, y, x).toFloatArray();
      for (int i = 0; i < line.length; i++) {
        assertEquals(exact[i], line[i], 1e-4);
        assertEquals(there[i], -back[i], 1e-4);
      }
    }
  }

  @Test
  void errorsNameTheValue() {
    assertMessage("nodes of the line integral is 0", () -> Energy.lineIntegral(0));
    assertMessage("1 weights were given for 2 densities", () -> Energy.exact(MODELS, 1));
    assertMessage("weight 1 is NaN", () -> Energy.exact(MODELS, 1, Double.NaN));
    var score = new LevelScore(MODELS.get(0), new Level(8, SCHEDULE.alphaBar(8)));
    var broken = new LevelScore((x, t) -> t, score.level());
    try (NDManager scope = SESSION.scope()) {
      NDArray x = Points.tensor(scope, FIRST.sample(new SplittableRandom(1), 4));
      Energy wide = Energy.of((at, t) -> Operators.scale(at, 1));
      assertMessage("density 0 returned shape (4, 2)", () -> wide.difference(score, x, x));
      assertMessage("the denoiser returned shape (4)", () -> broken.at(x));
    }
  }

  private static void assertMessage(String part, Executable run) {
    var e = assertThrows(IllegalArgumentException.class, run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
