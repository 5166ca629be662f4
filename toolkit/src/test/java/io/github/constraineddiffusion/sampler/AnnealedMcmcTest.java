package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnnealedMcmcTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 6, -6);

  /** Of data N(0, I): p_t = N(0, I) at every level, ε̂ = σ_t·x. */
  private static final Denoiser NORMAL =
      (x, t) -> {
        double sigma = SCHEDULE.sigma((int) t.getFloat(0));
        return Operators.scale(x, sigma);
      };

  private final Session session = Session.open().seed(3);
  private final int threads = session.threads();
  private final AnnealedMcmc mcmc =
      AnnealedMcmc.of(session, NORMAL, SCHEDULE, new Shape(2)).levels(5).kernel(Mala.steps(4));

  @BeforeEach
  void oneThread() {
    session.threads(1);
  }

  @AfterEach
  void close() {
    session.threads(threads);
    session.close();
  }

  static Stream<McmcKernel> kernels() {
    return Stream.of(Ula.steps(4), Mala.steps(4), Uha.steps(3), Hmc.steps(4).leapfrogs(2));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theSameSeedsGiveTheSameSamples(McmcKernel kernel) {
    McmcSamples first = mcmc.kernel(kernel).seed(4).sample(10);
    session.manager().randomNormal(new Shape(99));
    McmcSamples again = mcmc.kernel(kernel).seed(4).sample(10);
    float[] values = first.samples().toFloatArray();
    assertArrayEquals(values, again.samples().toFloatArray());
    assertEquals(first.levels(), again.levels());
    assertTrue(first.trajectory().isEmpty());
    float other = mcmc.kernel(kernel).seed(5).sample(10).samples().getFloat(0, 0);
    assertFalse(values[0] == other);
    var elsewhere = AnnealedMcmc.of(session.seed(9), NORMAL, SCHEDULE, new Shape(2)).levels(5);
    assertFalse(values[0] == elsewhere.kernel(kernel).seed(4).sample(10).samples().getFloat(0, 0));
  }

  @Test
  void batchesAreJoined() {
    McmcSamples ten = mcmc.batch(4).sample(10);
    assertEquals(new Shape(10, 2), ten.samples().getShape());
    McmcSamples four = mcmc.batch(4).sample(4);
    assertArrayEquals(ten.samples().get("0:4").toFloatArray(), four.samples().toFloatArray());
    assertFalse(ten.samples().getFloat(0, 0) == ten.samples().getFloat(4, 0));
    assertEquals(List.of(20, 15, 10, 6, 1), ten.levels().stream().map(LevelReport::t).toList());
    assertEquals(SCHEDULE.logSnr(10), ten.levels().get(2).logSnr(), 1e-9);
    var joined =
        LevelReport.joined(
            List.of(new LevelReport(7, 1.5, 0.2, 0.6, 30), new LevelReport(7, 1.5, 0.5, 0.9, 12)),
            List.of(4, 2));
    assertEquals(7, joined.t());
    assertEquals(1.5, joined.logSnr());
    assertEquals(0.3, joined.stepSize(), 1e-12);
    assertEquals(0.7, joined.acceptance(), 1e-12);
    assertEquals(42, joined.effectiveSampleSize());
  }

  static Stream<McmcKernel> imageKernels() {
    return Stream.of(Ula.steps(8), Mala.steps(8), Uha.steps(4), Hmc.steps(6).leapfrogs(2));
  }

  @ParameterizedTest
  @MethodSource("imageKernels")
  void imagesWork(McmcKernel kernel) {
    var images =
        AnnealedMcmc.of(session, NORMAL, SCHEDULE, new Shape(1, 12, 12)).levels(20).kernel(kernel);
    McmcSamples drawn = images.batch(64).sample(100);
    assertEquals(new Shape(100, 1, 12, 12), drawn.samples().getShape());
    double target = kernel.usualTarget();
    for (LevelReport level : drawn.levels()) {
      assertEquals(target, level.acceptance(), 0.1, kernel + " " + level);
      assertTrue(level.effectiveSampleSize() >= 100, kernel + " " + level);
    }
    // N(0, I), over α_1, with σ_1² of noise in it: ᾱ_1 + σ_1² = 1
    double variance = drawn.samples().mul(drawn.samples()).mean().getFloat();
    double expected = 1 / SCHEDULE.alphaBar(1);
    assertEquals(expected, variance, 0.1 * expected, kernel.toString());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void arraysDoNotPileUp(McmcKernel kernel) {
    int before = session.manager().getManagedArrays().size();
    int[] most = {0, 0, 0};
    for (int i = 0; i < 3; i++) {
      int run = i;
      Denoiser counting =
          (x, t) -> {
            int now = session.manager().getManagedArrays().size() - run;
            most[run] = Math.max(most[run], now);
            return NORMAL.noise(x, t);
          };
      var counted = AnnealedMcmc.of(session, counting, SCHEDULE, new Shape(2)).kernel(kernel);
      counted.levels(4 + 8 * i).sample(3);
      assertEquals(before + i + 1, session.manager().getManagedArrays().size());
    }
    assertEquals(most[0], most[1]);
    assertEquals(most[0], most[2]);
  }

  @Test
  void trajectoriesGoFromTheNoisiestLevelToTheSamples() {
    McmcSamples drawn = mcmc.seed(4).trajectory(10);
    Trajectory path = drawn.trajectory().orElseThrow();
    assertEquals(List.of(20, 15, 10, 6, 1, 0), path.timesteps());
    assertArrayEquals(
        mcmc.seed(4).sample(10).samples().toFloatArray(), drawn.samples().toFloatArray());
    assertArrayEquals(path.samples().toFloatArray(), drawn.samples().toFloatArray());
    NDArray last = Operators.scale(path.levels().get(4), 1 / SCHEDULE.alpha(1));
    assertEquals(0, last.sub(drawn.samples()).abs().max().getFloat(), 1e-6);
    assertTrue(session.manager().getManagedArrays().containsAll(path.levels()));
    assertEquals(5, drawn.levels().size());
  }

  /** With steps of next to nothing, DDIM alone moves the chains, or nothing does. */
  @Test
  void thePredictorCanBeSwitchedOff() {
    var still = mcmc.stepSize(1e-12);
    Trajectory on = still.trajectory(5).trajectory().orElseThrow();
    Trajectory off = still.predictor(false).trajectory(5).trajectory().orElseThrow();
    NDArray start = off.levels().get(0);
    assertEquals(0, off.levels().get(4).sub(start).abs().max().getFloat(), 1e-4);
    var ddim =
        ReverseProcess.of(NORMAL, SCHEDULE, Ddim.steps(5).spacing(TimestepSpacing.UNIFORM_LOG_SNR))
            .listener(
                (t, x) -> {
                  if (t == 1) {
                    assertEquals(0, x.sub(on.levels().get(4)).abs().max().getFloat(), 1e-4);
                  }
                });
    ddim.run(on.levels().get(0));
    assertTrue(on.levels().get(4).sub(start).abs().max().getFloat() > 0.1);
  }

  @Test
  void aFixedStepIsKeptAtEveryLevel() {
    for (LevelReport level : mcmc.stepSize(0.25).kernel(Mala.steps(1)).sample(20).levels()) {
      assertEquals(0.25, level.stepSize(), 1e-12);
      assertEquals(20, level.effectiveSampleSize(), 1e-9);
    }
  }

  @Test
  void anInterruptStopsWithinAStepAndLeavesNothing() {
    int[] calls = {0};
    Denoiser interrupting =
        (x, t) -> {
          if (++calls[0] == 12) {
            Thread.currentThread().interrupt();
          }
          return NORMAL.noise(x, t);
        };
    var stopped =
        AnnealedMcmc.of(session, interrupting, SCHEDULE, new Shape(2))
            .levels(5)
            .kernel(Mala.steps(3))
            .energy(Energy.lineIntegral(2));
    int before = session.manager().getManagedArrays().size();
    // A level asks once at its start and 1 + 2 times a step: the 12th is at the second level.
    var e = assertThrows(CancellationException.class, () -> stopped.sample(4));
    assertEquals("sampling was interrupted at t = 15 after 1 of 3 kernel steps", e.getMessage());
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(before, session.manager().getManagedArrays().size());
    assertEquals(new Shape(4, 2), stopped.sample(4).samples().getShape());
  }

  @Test
  void nothingIsRecordedForGradients() {
    boolean[] recorded = {false};
    Denoiser watching =
        (x, t) -> {
          recorded[0] |= GradMode.isOn();
          return NORMAL.noise(x, t);
        };
    try (GradMode on = GradMode.on()) {
      var watched = AnnealedMcmc.of(session, watching, SCHEDULE, new Shape(2)).levels(3);
      assertFalse(watched.sample(2).samples().hasGradient());
      assertTrue(GradMode.isOn());
    }
    assertFalse(recorded[0]);
  }

  @Test
  void chainsThatRunAwayAreReported() {
    Denoiser uphill = (x, t) -> Operators.scale(x, -3);
    var wild = AnnealedMcmc.of(session, uphill, SCHEDULE, new Shape(2)).kernel(Ula.steps(200));
    var e = assertThrows(IllegalStateException.class, () -> wild.stepSize(5).sample(3));
    assertTrue(e.getMessage().contains("left the finite numbers at t = 20"), e.getMessage());
  }

  @Test
  void errorsNameTheValue() {
    assertMessage("kernel steps is 0", () -> Mala.steps(0));
    assertMessage("kernel steps is -1", () -> Uha.steps(-1));
    assertMessage("leapfrogs is 0", () -> Hmc.steps(3).leapfrogs(0));
    assertMessage("levels is 21, but must be in 2…20", () -> mcmc.levels(21));
    assertMessage("levels is 1, but must be in 2…20", () -> mcmc.levels(1));
    assertMessage("targetAcceptance is 1.0", () -> mcmc.targetAcceptance(1));
    assertMessage("targetAcceptance is NaN", () -> mcmc.targetAcceptance(Double.NaN));
    assertMessage("stepSize is 0.0", () -> mcmc.stepSize(0));
    assertMessage("batch is 0", () -> mcmc.batch(0));
    assertMessage("samples is 0", () -> mcmc.sample(0));
    assertMessage("samples is -3", () -> mcmc.trajectory(-3));
    assertMessage("kernel steps is 1, but half", () -> mcmc.kernel(Ula.steps(1)).sample(2));
  }

  private static void assertMessage(String part, Executable run) {
    var e = assertThrows(IllegalArgumentException.class, run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
