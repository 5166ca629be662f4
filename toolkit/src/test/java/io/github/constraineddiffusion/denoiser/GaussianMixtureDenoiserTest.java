package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaussianMixtureDenoiserTest {
  private static final GaussianMixture MIXTURE =
      GaussianMixture.builder()
          .component(0.7, new double[] {1.5, 0}, new double[][] {{0.3, 0.1}, {0.1, 0.2}})
          .component(0.2, new double[] {-0.75, 1.3}, 0.025)
          .component(0.1, new double[] {-0.5, -1}, new double[][] {{0.05, 0}, {0, 0.4}})
          .build();

  /** ε*(x, t) = −σ_t ∇ log p_t(x), the gradient by central differences of the exact density. */
  @Test
  void isMinusSigmaTimesTheScoreOfTheNoisyDensity() {
    NoiseSchedule schedule = NoiseSchedule.uniformLogSnr(50, 8, -8);
    SplittableRandom random = new SplittableRandom(1);
    int n = 60;
    double[][] x = new double[n][];
    float[] t = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = new double[] {4 * random.nextDouble() - 2, 4 * random.nextDouble() - 2};
      t[i] = 10 + random.nextInt(41);
    }
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      Denoiser denoiser = GaussianMixtureDenoiser.of(session, MIXTURE, schedule);
      NDArray predicted = denoiser.noise(Points.tensor(scope, x), scope.create(t));
      double[][] noise = Points.of(predicted);
      for (int i = 0; i < n; i++) {
        int level = (int) t[i];
        GaussianMixture noisy = MIXTURE.noised(schedule.alpha(level), schedule.sigma(level));
        for (int d = 0; d < 2; d++) {
          double h = 1e-5;
          double[] up = x[i].clone();
          double[] down = x[i].clone();
          up[d] += h;
          down[d] -= h;
          double slope = (noisy.logDensity(up) - noisy.logDensity(down)) / (2 * h);
          double expected = -schedule.sigma(level) * slope;
          assertEquals(expected, noise[i][d], 1e-3 * (1 + Math.abs(expected)));
        }
      }
    }
  }

  /** Also in the tails, where the density itself underflows, and with a component of weight 0. */
  @Test
  void logDensityIsThatOfTheNoisedMixture() {
    NoiseSchedule schedule = NoiseSchedule.uniformLogSnr(50, 8, -8);
    GaussianMixture mixture = MIXTURE.withWeights(0.7, 0, 0.3);
    double[][] x = {{0, 0}, {1.5, -0.1}, {-0.5, 1}, {30, -20}};
    float[] t = {1, 20, 35, 5};
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      LogDensity density = GaussianMixtureDenoiser.of(session, mixture, schedule);
      NDArray log = density.logDensity(Points.tensor(scope, x), scope.create(t));
      assertEquals(new Shape(4), log.getShape());
      for (int i = 0; i < t.length; i++) {
        int level = (int) t[i];
        GaussianMixture noisy = mixture.noised(schedule.alpha(level), schedule.sigma(level));
        double expected = noisy.logDensity(x[i]);
        assertEquals(expected, log.getFloat(i), 1e-5 * (1 + Math.abs(expected)));
      }
    }
  }

  /** x_t and target fit together: every prediction type gives back the noise that was added. */
  @Test
  void everyPredictionTypeGivesBackTheNoise() {
    NoiseSchedule schedule = NoiseSchedule.cosine(20);
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      ForwardProcess forward = new ForwardProcess(scope, schedule);
      NDArray clean = scope.randomNormal(new Shape(20, 3));
      NDArray noise = scope.randomNormal(clean.getShape());
      NDArray t = scope.arange(1f, 21f);
      NDArray noisy = forward.noisy(clean, noise, t);
      for (PredictionType type : PredictionType.values()) {
        NDArray target = forward.target(type, clean, noise, t);
        NDArray back = new OutputConversion(scope, schedule, type).toNoise(noisy, target, t);
        double error = back.sub(noise).abs().max().getFloat();
        assertEquals(0, error, 2e-3, type.toString());
      }
    }
  }
}
