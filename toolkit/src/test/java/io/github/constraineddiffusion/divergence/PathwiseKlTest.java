package io.github.constraineddiffusion.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Level;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathwiseKlTest {
  private static final Gauss P = new Gauss(0, 0.5);
  private static final Gauss Q = new Gauss(0.7, 0.3);
  private static final Gauss FAR = new Gauss(-1, 2);
  private static final Shape ONE = new Shape(1);

  /** The chains of Gaussians stay Gaussian: each step's KL has a closed form. */
  @ParameterizedTest
  @CsvSource({"12, 1", "12, 0.4", "50, 1", "50, 0.7"})
  void agreesWithGaussianChains(int steps, double eta) {
    NoiseSchedule schedule = NoiseSchedule.linear(200, 1e-4, 0.05);
    Ddim method = Ddim.steps(steps).eta(eta);
    Chains toQ = Chains.run(schedule, method, P, Q);
    Chains toFar = Chains.run(schedule, method, P, FAR);
    try (Session session = Session.open().seed(1);
        NDManager scope = session.scope()) {
      session.random(1);
      List<Estimate> kl =
          PathwiseKl.of(schedule, method)
              .batch(7_000)
              .kl(scope, P.denoiser(session, schedule), denoisers(session, schedule), ONE, 20_000);
      check(toQ, kl.get(0));
      check(toFar, kl.get(1));
    }
  }

  private static void check(Chains exact, Estimate kl) {
    assertEquals(exact.pathKl(), kl.value(), 3 * kl.standardError());
    assertEquals(exact.pathKl(), kl.value(), 0.02 * exact.pathKl());
    assertEquals(20_000, kl.samples());
    assertTrue(kl.standardError() > 0 && kl.value() > exact.lastKl(), kl + " " + exact);
  }

  /** Ancestral sampling in fine steps: 0.8946 nats in closed form; in coarse steps it is more. */
  @Test
  void approachesThePointwiseKl() {
    double exact = P.kl(Q);
    assertEquals(0.8946, exact, 1e-4);
    NoiseSchedule coarse = NoiseSchedule.uniformLogSnr(200, 10, -10);
    assertTrue(Chains.run(coarse, Ddim.steps(200).eta(1), P, Q).pathKl() > 1.03 * exact);
    NoiseSchedule fine = NoiseSchedule.uniformLogSnr(20_000, 14, -14);
    assertEquals(exact, Chains.run(fine, Ddim.steps(20_000).eta(1), P, Q).pathKl(), 1e-3);
    NoiseSchedule schedule = NoiseSchedule.uniformLogSnr(800, 10, -10);
    try (Session session = Session.open().seed(2);
        NDManager scope = session.scope()) {
      session.random(1);
      Estimate kl =
          PathwiseKl.of(schedule, Ddim.steps(800).eta(1))
              .kl(scope, P.denoiser(session, schedule), denoisers(session, schedule), ONE, 1_000)
              .get(0);
      assertEquals(exact, kl.value(), 3 * kl.standardError() + 0.013 * exact);
    }
  }

  @Test
  void aFactorIsInfiniteWhereNoNoiseIsAdded() {
    Ddim method = Ddim.steps(5).eta(1);
    Level noisy = new Level(9, 0.3);
    assertEquals(Double.POSITIVE_INFINITY, PathwiseKl.factor(method, noisy, new Level(0, 1)));
    // η = 1: ½(SNR_s/SNR_t − 1), the weight of the variational bound (arXiv 2107.00630, equation
    // 14)
    double expected = 0.5 * (0.8 / 0.2 / (0.3 / 0.7) - 1);
    assertEquals(expected, PathwiseKl.factor(method, noisy, new Level(4, 0.8)), 1e-12);
  }

  @Test
  void refusesWhatHasNoFinitePathwiseKl() {
    NoiseSchedule schedule = NoiseSchedule.cosine(20);
    refused("eta is 0", () -> PathwiseKl.of(schedule, Ddim.steps(5)));
    Ddim single = new Ddim(1, 1, TimestepSpacing.TRAILING);
    refused("at least 2", () -> PathwiseKl.of(schedule, single));
    PathwiseKl paths = PathwiseKl.of(schedule, Ddim.steps(5).eta(1));
    refused("batch is 0", () -> paths.batch(0));
    Denoiser same = (x, t) -> x.duplicate();
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      refused("1 samples", () -> paths.kl(scope, same, List.of(same), ONE, 1));
      refused("0 models", () -> paths.kl(scope, same, List.of(), ONE, 9));
      Denoiser flat = (x, t) -> x.reshape(-1);
      refused("model 1", () -> paths.kl(scope, same, List.of(same, flat), ONE, 9));
      assertEquals(0, paths.kl(scope, same, List.of(same), ONE, 9).get(0).value());
      assertEquals(0, scope.getManagedArrays().size());
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> paths.kl(scope, same, List.of(same), ONE, 9));
    }
  }

  private static void refused(String expected, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static List<Denoiser> denoisers(Session session, NoiseSchedule schedule) {
    return List.of(Q.denoiser(session, schedule), FAR.denoiser(session, schedule));
  }

  /** N(mean, variance) in one dimension. */
  private record Gauss(double mean, double variance) {
    double kl(Gauss q) {
      double shift = mean - q.mean;
      return 0.5 * ((variance + shift * shift) / q.variance - 1 + Math.log(q.variance / variance));
    }

    Denoiser denoiser(Session session, NoiseSchedule schedule) {
      var mixture = GaussianMixture.isotropic(variance, new double[][] {{mean}}, 1);
      return GaussianMixtureDenoiser.of(session, mixture, schedule);
    }

    /** The mean of the step from t to s as a·x + b. */
    double[] step(Ddim method, Level t, Level s) {
      double slope = t.sigma() / (t.alphaBar() * variance + 1 - t.alphaBar());
      double offset = -slope * t.alpha() * mean;
      double sigma = deviation(method, t, s);
      double onClean = Math.sqrt(s.alphaBar());
      double onNoise = Math.sqrt(1 - s.alphaBar() - sigma * sigma);
      double a = onClean * (1 - t.sigma() * slope) / t.alpha() + onNoise * slope;
      double b = -onClean * t.sigma() * offset / t.alpha() + onNoise * offset;
      return new double[] {a, b};
    }

    Gauss after(double[] step, double sigma) {
      return new Gauss(step[0] * mean + step[1], step[0] * step[0] * variance + sigma * sigma);
    }

    private static double deviation(Ddim method, Level t, Level s) {
      double posterior =
          (1 - s.alphaBar()) / (1 - t.alphaBar()) * (1 - t.alphaBar() / s.alphaBar());
      return method.eta() * Math.sqrt(posterior);
    }
  }

  /** Two Markov chains from N(0, 1): the KL of their paths, and of their last noisy levels. */
  private record Chains(double pathKl, double lastKl) {
    static Chains run(NoiseSchedule schedule, Ddim method, Gauss p, Gauss q) {
      List<Level> levels = Level.of(schedule, method.timesteps(schedule));
      Gauss atP = new Gauss(0, 1);
      Gauss atQ = atP;
      double sum = 0;
      for (int i = 0; i + 2 < levels.size(); i++) {
        Level t = levels.get(i);
        Level s = levels.get(i + 1);
        double sigma = Gauss.deviation(method, t, s);
        double[] stepP = p.step(method, t, s);
        double[] stepQ = q.step(method, t, s);
        Gauss apart = atP.after(new double[] {stepP[0] - stepQ[0], stepP[1] - stepQ[1]}, 0);
        sum += (apart.mean() * apart.mean() + apart.variance()) / (2 * sigma * sigma);
        atP = atP.after(stepP, sigma);
        atQ = atQ.after(stepQ, sigma);
      }
      return new Chains(sum, atP.kl(atQ));
    }
  }
}
