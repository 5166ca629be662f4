package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Images of independent Gaussian pixels, for which the best denoiser and its error are known. */
class ReconstructionTest {
  private static final double MEAN = 0.1;
  private static final double DEVIATION = 0.15;
  private static final Shape IMAGE = new Shape(3, 12, 12);

  private final Session session = Session.open();
  private final NoiseSchedule schedule = NoiseSchedule.cosine(200);
  private final Denoiser best = GaussianImages.denoiser(schedule, MEAN, DEVIATION);

  @AfterEach
  void close() {
    session.close();
  }

  private ImageSource images(int count, long seed) {
    return GaussianImages.draw(session, IMAGE, MEAN, DEVIATION, count, seed);
  }

  private Reconstruction reconstruction() {
    return Reconstruction.of(session, best, schedule).levels(6).draws(2).batch(50);
  }

  /** s²(1−ᾱ)/(ᾱs²+1−ᾱ) per pixel, at every level within four standard errors. */
  @Test
  void theBestDenoiserHasTheErrorOfTheClosedForm() {
    ReconstructionCurve curve = reconstruction().measure(images(300, 1));
    List<IntervalEstimate> mse = curve.levels(Fidelity.MSE);
    double mean = 0;
    for (int l = 0; l < 6; l++) {
      double alphaBar = schedule.alphaBar(curve.timesteps()[l]);
      double s2 = DEVIATION * DEVIATION;
      double exact = s2 * (1 - alphaBar) / (alphaBar * s2 + 1 - alphaBar);
      assertEquals(exact, mse.get(l).value(), 4 * mse.get(l).standardError());
      assertTrue(mse.get(l).standardError() < 0.01 * exact);
      // the mean of a logarithm lies below the logarithm of the mean, here by 0.02 dB
      double psnr = curve.levels(Fidelity.PSNR).get(l).value();
      assertEquals(10 * Math.log10(4 / exact), psnr, 0.1);
      assertEquals(Math.log(alphaBar / (1 - alphaBar)), curve.logSnr()[l], 1e-12);
      mean += exact / 6;
    }
    IntervalEstimate averaged = curve.averaged(Fidelity.MSE);
    assertEquals(mean, averaged.value(), 4 * averaged.standardError());
    List<IntervalEstimate> ssim = curve.levels(Fidelity.SSIM);
    assertTrue(ssim.get(0).value() > 0.9 && ssim.get(5).value() < 0.2, ssim.toString());
  }

  /** For Gaussian pixels every DDIM step scales x − αμ, so the error is known exactly. */
  @Test
  void theReverseProcessGoesThroughTheLevelsBelow() {
    Ddim method = Ddim.steps(20);
    ReconstructionCurve curve =
        reconstruction().timesteps(100).through(method).measure(images(200, 1));
    double s2 = DEVIATION * DEVIATION;
    double scale = 1;
    int from = 100;
    for (int to : method.timesteps(schedule)) {
      if (to < 100) {
        scale *= step(from, schedule.alpha(to), schedule.sigma(to));
        from = to;
      }
    }
    scale *= step(from, 1, 0);
    double exact = s2 + scale * scale * variance(100) - 2 * scale * schedule.alpha(100) * s2;
    IntervalEstimate mse = curve.averaged(Fidelity.MSE);
    assertEquals(exact, mse.value(), 4 * mse.standardError());
    assertTrue(mse.standardError() < 0.01 * exact);
    ReconstructionCurve once = reconstruction().timesteps(100).measure(images(200, 1));
    refused("one setting", () -> curve.minus(Fidelity.MSE, once));
  }

  private double variance(int t) {
    double alphaBar = schedule.alphaBar(t);
    return alphaBar * DEVIATION * DEVIATION + 1 - alphaBar;
  }

  /** α_s·(x̂₀ − μ) + σ_s·ε̂ for x − αμ = 1. */
  private double step(int from, double alpha, double sigma) {
    double clean = schedule.alpha(from) * DEVIATION * DEVIATION / variance(from);
    return alpha * clean + sigma * schedule.sigma(from) / variance(from);
  }

  @Test
  void noiseBelongsToTheImageNotToTheBatch() {
    ReconstructionCurve curve = reconstruction().measure(images(40, 2));
    ReconstructionCurve other = reconstruction().batch(7).measure(images(40, 2));
    for (Fidelity measure : Fidelity.values()) {
      assertArrayEquals(curve.perImage(measure, 3), other.perImage(measure, 3), 1e-5);
    }
    double[] few = reconstruction().measure(images(10, 2)).perImage(Fidelity.MSE, 3);
    assertEquals(curve.perImage(Fidelity.MSE, 3)[9], few[9], 1e-6);
    double[] seeded = reconstruction().seed(5).measure(images(40, 2)).perImage(Fidelity.MSE, 3);
    assertTrue(Math.abs(seeded[0] - curve.perImage(Fidelity.MSE, 3)[0]) > 1e-6);
    int t = curve.timesteps()[3];
    ReconstructionCurve alone = reconstruction().timesteps(t).measure(images(40, 2));
    assertArrayEquals(
        curve.perImage(Fidelity.MSE, 3), alone.perImage(Fidelity.MSE, 0), 1e-6, "same timestep");
  }

  /** A slightly worse model: what is common to both under the same noise cancels. */
  @Test
  void modelsAreComparedUnderTheSameNoise() {
    Denoiser worse = GaussianImages.denoiser(schedule, MEAN, 1.05 * DEVIATION);
    ReconstructionCurve first = reconstruction().measure(images(200, 3));
    ReconstructionCurve second =
        Reconstruction.of(session, worse, schedule)
            .levels(6)
            .draws(2)
            .batch(50)
            .measure(images(200, 3));
    IntervalEstimate difference = second.minus(Fidelity.MSE, first);
    assertTrue(difference.lower() > 0, difference.toString());
    double alone = first.averaged(Fidelity.MSE).standardError();
    assertTrue(difference.standardError() < 0.2 * alone, "errors " + difference + ", " + alone);
    refused(
        "different images",
        () -> first.minus(Fidelity.MSE, reconstruction().measure(images(200, 4))));
  }

  @Test
  void levelsLieInTheMiddlesOfEqualPartsOfTheLogSnr() {
    NoiseSchedule even = NoiseSchedule.uniformLogSnr(161, 8.05, -8.05);
    int[] middles = {11, 31, 51, 71, 91, 111, 131, 151};
    assertArrayEquals(middles, ReconstructionLevels.spread(even, 8));
    NoiseSchedule coarse = NoiseSchedule.linear(5);
    assertArrayEquals(new int[] {1, 2, 3, 4, 5}, ReconstructionLevels.spread(coarse, 5));
    int[] spread = ReconstructionLevels.spread(NoiseSchedule.cosine(1000).zeroTerminalSnr(), 10);
    double last = NoiseSchedule.cosine(1000).zeroTerminalSnr().logSnr(spread[9]);
    assertEquals(-9, last, 0.5, "no level beyond log-SNR -10");
    refused("ask for 1 to 5 levels", () -> ReconstructionLevels.spread(coarse, 6));
    refused("from 1 to 200", () -> reconstruction().timesteps(3, 201));
    refused("level 0", () -> reconstruction().timesteps(0));
    refused("each once", () -> reconstruction().timesteps(3, 3));
    refused("at least one", () -> reconstruction().timesteps());
  }

  @Test
  void refusesWhatItCannotMeasure() {
    refused("draws is 0", () -> reconstruction().draws(0));
    refused("batch is 0", () -> reconstruction().batch(0));
    refused("1 images", () -> reconstruction().measure(images(1, 1)));
    NDArray bytes = images(4, 1).images(session.manager(), 0, 4).mul(255);
    refused("x/127.5", () -> reconstruction().measure(ImageSource.of(bytes)));
    ImageSource mixed =
        ImageSource.of(4, (m, from, to) -> m.zeros(new Shape(to - from, 1, 4 + from, 8)));
    refused("the first have shape (1, 4, 8)", () -> reconstruction().batch(2).measure(mixed));
    Denoiser flat = (x, t) -> x.flatten();
    refused(
        "the denoiser returned",
        () -> Reconstruction.of(session, flat, schedule).measure(images(4, 1)));
    Denoiser diverged = (x, t) -> x.mul(Float.NaN);
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> Reconstruction.of(session, diverged, schedule).measure(images(4, 1)))
            .getMessage();
    assertTrue(message.contains("image 0"), message);
  }

  /** A trained U-Net restores digits the better, the less noise there is. */
  @Test
  void restoresDigits() {
    try (DiffusionModel model = DiffusionModel.named(session, "digits-unconstrained")) {
      Reconstruction digits = Reconstruction.of(session, model).levels(3).draws(1);
      ReconstructionCurve curve = digits.measure(Mnist.bundledHeldOut(session).first(6));
      for (Fidelity measure : List.of(Fidelity.PSNR, Fidelity.SSIM)) {
        List<IntervalEstimate> levels = curve.levels(measure);
        assertTrue(levels.get(0).lower() > levels.get(1).upper(), levels.toString());
        assertTrue(levels.get(1).value() > levels.get(2).value(), levels.toString());
      }
      assertTrue(curve.levels(Fidelity.SSIM).get(0).value() > 0.9, curve.toString());
      refused("the model makes shape", () -> digits.measure(images(4, 1)));
    }
  }

  @Test
  void keepsNothingOnTheDeviceAndStopsWhenInterrupted() {
    ImageSource some = images(30, 1);
    int before = LiveArrays.count();
    reconstruction().measure(some);
    assertEquals(before, LiveArrays.count());
    Denoiser interrupting =
        (x, t) -> {
          Thread.currentThread().interrupt();
          return best.noise(x, t);
        };
    assertThrows(
        CancellationException.class,
        () -> Reconstruction.of(session, interrupting, schedule).measure(some));
    assertEquals(before, LiveArrays.count());
  }

  static void refused(String expected, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
