package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.denoiser.WeightedDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product of two Gaussians of unequal covariance, where the λ-weighted score is biased. */
class AnnealedCompositionTest {
  private static final Session SESSION = Session.open().seed(7);
  private static final int THREADS = SESSION.threads();
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(100, 8, -8);
  private static final GaussianMixture FIRST =
      GaussianMixture.builder()
          .component(1, new double[] {1, 0.5}, new double[][] {{0.5, 0.2}, {0.2, 0.15}})
          .build();
  private static final GaussianMixture SECOND =
      GaussianMixture.builder()
          .component(1, new double[] {-0.5, -0.5}, new double[][] {{0.1, -0.05}, {-0.05, 0.4}})
          .build();
  private static final double[] LAMBDA = {0.4, 0.6};
  private static final List<GaussianMixtureDenoiser> MODELS =
      List.of(
          GaussianMixtureDenoiser.of(SESSION, FIRST, SCHEDULE),
          GaussianMixtureDenoiser.of(SESSION, SECOND, SCHEDULE));
  private static final WeightedDenoiser WEIGHTED = WeightedDenoiser.of(MODELS, LAMBDA);
  private static final AnnealedMcmc MCMC =
      AnnealedMcmc.of(SESSION, WEIGHTED, SCHEDULE, new Shape(2)).levels(20).batch(4000).seed(1);

  @BeforeAll
  static void oneThread() {
    SESSION.threads(1);
  }

  @AfterAll
  static void close() {
    SESSION.threads(THREADS);
    SESSION.close();
  }

  private static GaussianMixture exact() {
    return McmcFixture.product(SCHEDULE.alpha(1), SCHEDULE.sigma(1), LAMBDA, FIRST, SECOND);
  }

  record Case(McmcKernel kernel, Energy energy, double target) {}

  static Stream<Case> adjusted() {
    Energy exact = Energy.exact(MODELS, LAMBDA);
    return Stream.of(
        new Case(Mala.steps(10), Energy.lineIntegral(2), 0.574),
        new Case(Mala.steps(10), exact, 0.8),
        new Case(Hmc.steps(10), exact, 0.65),
        new Case(Hmc.steps(8).leapfrogs(5), exact, 0.75));
  }

  @ParameterizedTest
  @MethodSource("adjusted")
  void malaAndHmcDrawTheProduct(Case c) {
    McmcSamples drawn =
        MCMC.kernel(c.kernel).energy(c.energy).targetAcceptance(c.target).sample(4000);
    assertEquals(20, drawn.levels().size());
    double distance = McmcFixture.standardErrors(drawn.samples(), exact());
    assertTrue(distance < 3, c + ": " + distance + " standard errors");
    for (LevelReport level : drawn.levels()) {
      assertEquals(c.target, level.acceptance(), 0.1, c + ": " + level);
      assertTrue(level.acceptance() > 0.5 && level.acceptance() < 0.9, c + ": " + level);
      double size = level.effectiveSampleSize();
      assertTrue(size > 4000 && size <= 4000.0 * c.kernel.steps() / 2, c + ": " + level);
    }
  }

  @Test
  void withoutMcmcTheWeightedScoreIsBiased() {
    NDArray drawn =
        Sampler.of(SESSION, WEIGHTED, SCHEDULE, new Shape(2))
            .method(Ddim.steps(100))
            .batch(4000)
            .sample(4000);
    double distance = McmcFixture.standardErrors(drawn, exact());
    assertTrue(distance > 5, distance + " standard errors");
  }

  /** What would be accepted is what is tuned; the samples keep a bias, smaller than DDIM's. */
  @Test
  void unadjustedKernelsComeClose() {
    for (McmcKernel kernel : List.of(Ula.steps(10), Uha.steps(8))) {
      McmcSamples drawn = MCMC.kernel(kernel).energy(Energy.exact(MODELS, LAMBDA)).sample(4000);
      double distance = McmcFixture.standardErrors(drawn.samples(), exact());
      assertTrue(distance < 8, kernel + ": " + distance + " standard errors");
      for (LevelReport level : drawn.levels()) {
        assertEquals(0.98, level.acceptance(), 0.02, kernel + ": " + level);
      }
    }
  }

  /** x̂₀ = (x_1 − σ_1·ε̂)/α_1 of the very chains. */
  @Test
  void denoisedSamplesAreTheSameChains() {
    var mcmc = MCMC.kernel(Mala.steps(2)).levels(4);
    NDArray plain = mcmc.sample(50).samples();
    NDArray clean = mcmc.denoised().sample(50).samples();
    Level last = new Level(1, SCHEDULE.alphaBar(1));
    NDArray x = Operators.scale(plain, last.alpha());
    NDArray noise = WEIGHTED.noise(x, x.getManager().ones(new Shape(50)));
    NDArray expected = Operators.combine(1 / last.alpha(), x, -last.sigma() / last.alpha(), noise);
    assertEquals(0, expected.sub(clean).abs().max().getFloat(), 1e-5);
    assertTrue(plain.sub(clean).abs().max().getFloat() > 1e-4);
  }
}
