package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.Session;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the exact denoiser the samplers must give back the distribution. */
class GaussianSamplingTest {
  private static final Session SESSION = Session.open().seed(5);
  private static final NoiseSchedule UNIFORM = NoiseSchedule.uniformLogSnr(100, 8, -8);
  private static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};
  private static final double[] WEIGHTS = {0.6, 0.2, 0.2};
  private static final double VARIANCE = 0.025;

  private static final int THREADS = SESSION.threads();

  // Small arrays on a busy machine: several threads would wait for each other.
  @BeforeAll
  static void oneThread() {
    SESSION.threads(1);
  }

  @AfterAll
  static void close() {
    SESSION.threads(THREADS);
    SESSION.close();
  }

  record Case(SamplingMethod method, NoiseSchedule schedule, double bias) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Ddpm.ancestral(), UNIFORM, 0.04),
        new Case(Ddim.steps(100).eta(1), UNIFORM, 0.04),
        new Case(Ddim.steps(100), UNIFORM, 0.04),
        new Case(Ddim.steps(100).eta(0.5), UNIFORM, 0.04),
        new Case(DpmSolverPlusPlus.steps(25), UNIFORM, 0.04),
        new Case(Ddpm.ancestral(), NoiseSchedule.cosine(200), 0.04),
        new Case(
            Ddim.steps(100).spacing(TimestepSpacing.UNIFORM_LOG_SNR),
            NoiseSchedule.linear(1000),
            0.06),
        new Case(
            DpmSolverPlusPlus.steps(20).spacing(TimestepSpacing.UNIFORM_LOG_SNR),
            NoiseSchedule.linear(1000),
            0.04));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sharesMeansAndCovariancesAreTheMixtures(Case c) {
    var mixture = GaussianMixture.isotropic(VARIANCE, MEANS, WEIGHTS);
    var denoiser = GaussianMixtureDenoiser.of(SESSION, mixture, c.schedule);
    int count = 4000;
    float[] samples;
    try (NDArray x =
        Sampler.of(SESSION, denoiser, c.schedule, new Shape(2))
            .method(c.method)
            .batch(count)
            .sample(count)) {
      assertEquals(new Shape(count, 2), x.getShape());
      samples = x.toFloatArray();
    }
    for (int k = 0; k < 3; k++) {
      Moments m = Moments.near(samples, k);
      double share = (double) m.count / count;
      double error = Math.sqrt(WEIGHTS[k] * (1 - WEIGHTS[k]) / count);
      assertEquals(WEIGHTS[k], share, 4 * error + 0.005, "share " + k);
      double deviation = Math.sqrt(VARIANCE / m.count);
      assertEquals(MEANS[k][0], m.mean[0], 4 * deviation + 0.004, "mean " + k);
      assertEquals(MEANS[k][1], m.mean[1], 4 * deviation + 0.004, "mean " + k);
      double spread = 4 * Math.sqrt(2.0 / m.count) + c.bias;
      assertEquals(1, m.covariance[0][0] / VARIANCE, spread, "variance " + k);
      assertEquals(1, m.covariance[1][1] / VARIANCE, spread, "variance " + k);
      assertEquals(0, m.covariance[0][1] / VARIANCE, spread, "covariance " + k);
    }
  }

  /** The moments of the samples that lie nearest to one mean. */
  private static final class Moments {
    private final double[] mean = new double[2];
    private final double[][] covariance = new double[2][2];
    private int count;

    static Moments near(float[] samples, int k) {
      var m = new Moments();
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < samples.length; i += 2) {
          if (nearest(samples[i], samples[i + 1]) == k) {
            m.add(pass, samples[i], samples[i + 1]);
          }
        }
        m.divide(pass);
      }
      return m;
    }

    private void add(int pass, double x, double y) {
      if (pass == 0) {
        count++;
        mean[0] += x;
        mean[1] += y;
      } else {
        covariance[0][0] += (x - mean[0]) * (x - mean[0]);
        covariance[1][1] += (y - mean[1]) * (y - mean[1]);
        covariance[0][1] += (x - mean[0]) * (y - mean[1]);
      }
    }

    private void divide(int pass) {
      double[] sums = pass == 0 ? mean : covariance[0];
      sums[0] /= count;
      sums[1] /= count;
      covariance[1][1] /= pass == 0 ? 1 : count;
    }

    private static int nearest(double x, double y) {
      int best = 0;
      for (int k = 1; k < 3; k++) {
        if (distance(x, y, k) < distance(x, y, best)) {
          best = k;
        }
      }
      return best;
    }

    private static double distance(double x, double y, int k) {
      return Math.hypot(x - MEANS[k][0], y - MEANS[k][1]);
    }
  }

  /** ε* of N(m, v): σ_t·(x − α_t·m)/(ᾱ_t·v + 1 − ᾱ_t). */
  private static Denoiser gaussian(NoiseSchedule s, double m, double v) {
    return (x, t) -> {
      int level = (int) t.getFloat(0);
      double variance = s.alphaBar(level) * v + 1 - s.alphaBar(level);
      return x.sub(s.alpha(level) * m).mul(s.sigma(level) / variance);
    };
  }

  /** The largest error at the level t = 1 against the exact flow of one Gaussian. */
  private static double flowError(SamplingMethod method, NoiseSchedule s) {
    double m = 0.7;
    double v = 0.3;
    double[] error = {0};
    try (NDManager scope = SESSION.scope()) {
      NDArray start = scope.create(new float[] {-1.5f, -0.3f, 0.4f, 2});
      SamplingListener compare =
          (t, x) -> {
            if (t == 1) {
              // x_s = α_s·m + √(v_s/v_T)·(x_T − α_T·m): the flow maps quantiles to quantiles
              int end = s.steps();
              double from = s.alphaBar(end) * v + 1 - s.alphaBar(end);
              double to = s.alphaBar(1) * v + 1 - s.alphaBar(1);
              for (int i = 0; i < 4; i++) {
                double exact =
                    s.alpha(1) * m + Math.sqrt(to / from) * (start.getFloat(i) - s.alpha(end) * m);
                error[0] = Math.max(error[0], Math.abs(x.getFloat(i) - exact));
              }
            }
          };
      ReverseProcess.of(gaussian(s, m, v), s, method).listener(compare).run(start);
    }
    return error[0];
  }

  @Test
  void ddimIsOfFirstAndDpmSolverOfSecondOrder() {
    var fine = NoiseSchedule.uniformLogSnr(1601, 7, -7);
    double ddim = flowError(Ddim.steps(41), fine) / flowError(Ddim.steps(81), fine);
    assertEquals(2, ddim, 0.15);
    double coarse = flowError(DpmSolverPlusPlus.steps(41), fine);
    double dpm = coarse / flowError(DpmSolverPlusPlus.steps(81), fine);
    assertEquals(4, dpm, 0.6);
    assertTrue(coarse < flowError(Ddim.steps(41), fine) / 5);
  }

  @Test
  void ancestralSamplingIsDdimWithEtaOne() {
    var mixture = GaussianMixture.isotropic(VARIANCE, MEANS, WEIGHTS);
    var denoiser = GaussianMixtureDenoiser.of(SESSION, mixture, UNIFORM);
    var sampler = Sampler.of(SESSION, denoiser, UNIFORM, new Shape(2));
    try (NDArray a = sampler.method(Ddpm.ancestral()).sample(64);
        NDArray b = sampler.method(Ddim.steps(100).eta(1)).sample(64)) {
      assertTrue(a.sub(b).abs().max().getFloat() < 1e-3);
      assertTrue(a.getFloat(0, 0) != a.getFloat(1, 0));
    }
  }
}
