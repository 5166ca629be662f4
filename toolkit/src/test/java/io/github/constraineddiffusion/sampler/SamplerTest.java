package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 6, -6);
  private static final Denoiser MODEL = (x, t) -> Operators.scale(x, 0.3);

  private final Session session = Session.open().seed(3);
  private final Sampler sampler = Sampler.of(session, MODEL, SCHEDULE, new Shape(2));

  @AfterEach
  void close() {
    session.close();
  }

  static Stream<SamplingMethod> methods() {
    return Stream.of(
        Ddpm.ancestral(), Ddim.steps(5), Ddim.steps(7).eta(1), DpmSolverPlusPlus.steps(9));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSameSeedsGiveTheSameSamples(SamplingMethod method) {
    float[] first = sampler.method(method).seed(4).sample(10).toFloatArray();
    session.manager().randomNormal(new Shape(99));
    assertArrayEquals(first, sampler.method(method).seed(4).sample(10).toFloatArray());
    assertFalse(first[0] == sampler.method(method).seed(5).sample(10).getFloat(0, 0));
    var other = Sampler.of(session.seed(9), MODEL, SCHEDULE, new Shape(2)).method(method);
    assertFalse(first[0] == other.seed(4).sample(10).getFloat(0, 0));
  }

  @Test
  void batchesAreJoined() {
    var small = sampler.batch(4);
    NDArray ten = small.sample(10);
    assertEquals(new Shape(10, 2), ten.getShape());
    assertArrayEquals(ten.get("0:4").toFloatArray(), sampler.batch(4).sample(4).toFloatArray());
    assertFalse(ten.getFloat(0, 0) == ten.getFloat(4, 0));
    var images = Sampler.of(session, MODEL, SCHEDULE, new Shape(1, 4, 4)).batch(2);
    assertEquals(new Shape(3, 1, 4, 4), images.sample(3).getShape());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void arraysDoNotPileUp(SamplingMethod method) {
    int before = session.manager().getManagedArrays().size();
    int[] most = {0};
    Denoiser counting =
        (x, t) -> {
          NDManager memory = x.getManager().getParentManager();
          most[0] = Math.max(most[0], memory.getManagedArrays().size());
          return MODEL.noise(x, t);
        };
    var counted = Sampler.of(session, counting, SCHEDULE, new Shape(2)).method(method);
    for (int i = 1; i <= 5; i++) {
      counted.sample(3);
      assertEquals(before + i, session.manager().getManagedArrays().size());
    }
    // x, t and what the model said one step before, whatever the number of steps
    assertEquals(3, most[0]);
  }

  @Test
  void trajectoriesGoFromNoiseToTheSamples() {
    var method = Ddim.steps(5);
    Trajectory path = sampler.method(method).seed(4).trajectory(10);
    assertEquals(List.of(20, 15, 11, 6, 1, 0), path.timesteps());
    assertEquals(6, path.levels().size());
    assertArrayEquals(
        sampler.method(method).seed(4).sample(10).toFloatArray(), path.samples().toFloatArray());
    float[] start = path.levels().get(0).toFloatArray();
    assertFalse(start[0] == path.levels().get(1).toFloatArray()[0]);
    assertTrue(session.manager().getManagedArrays().containsAll(path.levels()));
  }

  @Test
  void anInterruptStopsWithinAStepAndLeavesNothing() {
    int[] calls = {0};
    Denoiser interrupting =
        (x, t) -> {
          if (++calls[0] == 3) {
            Thread.currentThread().interrupt();
          }
          return MODEL.noise(x, t);
        };
    var stopped = Sampler.of(session, interrupting, SCHEDULE, new Shape(2));
    int before = session.manager().getManagedArrays().size();
    var e = assertThrows(CancellationException.class, () -> stopped.sample(4));
    assertTrue(e.getMessage().contains("after 3 of 20 steps"), e.getMessage());
    assertEquals(3, calls[0]);
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(before, session.manager().getManagedArrays().size());
    assertEquals(new Shape(4, 2), stopped.sample(4).getShape());
  }

  @Test
  void clippingLimitsTheSamples() {
    Denoiser wild = (x, t) -> Operators.scale(x, -3);
    var unclipped = Sampler.of(session, wild, SCHEDULE, new Shape(2));
    assertTrue(unclipped.sample(9).abs().max().getFloat() > 2);
    NDArray clipped = unclipped.clip(0.5).sample(9).abs().max();
    assertTrue(clipped.getFloat() <= 0.5f);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void samplesCarryNoGradientsButTheProcessDoes(SamplingMethod method) {
    // x̂₀ is linear in the start with this model: d(Σ sample)/d(start) is one number, found by
    // differences; garbage is collected before the backward pass.
    try (GradMode on = GradMode.on();
        NDManager scope = session.scope()) {
      assertFalse(sampler.method(method).sample(2).hasGradient());
      assertTrue(GradMode.isOn());
      NDArray start = scope.create(new float[] {0.5f, -1}, new Shape(1, 2));
      start.setRequiresGradient(true);
      var process =
          ReverseProcess.of(MODEL, SCHEDULE, method)
              .noise((manager, shape) -> manager.zeros(shape));
      double low = process.run(start).sum().getFloat();
      double high =
          process.run(scope.create(new float[] {1.5f, 0}, new Shape(1, 2))).sum().getFloat();
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray sum = process.run(start).sum();
        System.gc();
        collector.backward(sum);
      }
      double slope = (high - low) / 2;
      float[] gradient = start.getGradient().toFloatArray();
      assertEquals(slope, gradient[0], 1e-4 * Math.abs(slope));
      assertEquals(slope, gradient[1], 1e-4 * Math.abs(slope));
    }
  }

  @Test
  void theStartIsLeftAsItIs() {
    try (NDManager scope = session.scope()) {
      NDArray start = scope.ones(new Shape(1, 2));
      NDArray end = ReverseProcess.of(MODEL, SCHEDULE, Ddim.steps(5)).run(start);
      assertEquals(scope, end.getManager());
      assertEquals(scope, start.getManager());
      assertArrayEquals(new float[] {1, 1}, start.toFloatArray());
      assertEquals(2, scope.getManagedArrays().size());
    }
  }

  @Test
  void zeroTerminalSnrCanBeSampledWithAVelocity() {
    // Data at one point c: v = α·ε − σ·c, and ε = σ·x + α·v is what a V network would report.
    var zero = NoiseSchedule.linear(50).zeroTerminalSnr();
    Denoiser point =
        (x, t) -> {
          int level = (int) t.getFloat(0);
          double alpha = zero.alpha(level);
          double sigma = zero.sigma(level);
          NDArray velocity = x.sub(0.7 * alpha).mul(alpha / sigma).sub(sigma * 0.7);
          return Operators.combine(sigma, x, alpha, velocity);
        };
    NDArray samples = Sampler.of(session, point, zero, new Shape(2)).sample(5);
    assertEquals(0, samples.sub(0.7).abs().max().getFloat(), 2e-3);
  }

  @Test
  void saysWhatIsWrong() {
    refuses("sampling steps is 0", () -> Ddim.steps(0));
    refuses("sampling steps is -1", () -> DpmSolverPlusPlus.steps(-1));
    refuses("sampling steps is 0", () -> Ddpm.ancestral().steps(0));
    refuses("eta is 1.5", () -> Ddim.steps(5).eta(1.5));
    refuses("eta is NaN", () -> Ddim.steps(5).eta(Double.NaN));
    refuses("sampling steps is 21", () -> sampler.method(Ddim.steps(21)));
    refuses("use TRAILING", () -> sampler.method(Ddim.steps(1)));
    assertEquals(
        new Shape(2, 2),
        sampler.method(Ddim.steps(1).spacing(TimestepSpacing.TRAILING)).sample(2).getShape());
    refuses("clip is 0", () -> sampler.clip(0));
    refuses("clip is NaN", () -> sampler.clip(Double.NaN));
    refuses("batch is 0", () -> sampler.batch(0));
    refuses("samples is 0", () -> sampler.sample(0));
    refuses("samples is -2", () -> sampler.trajectory(-2));
    Denoiser wrong = (x, t) -> x.get(":, :1");
    refuses("shape (2, 1)", () -> Sampler.of(session, wrong, SCHEDULE, new Shape(2)).sample(2));
  }

  private static void refuses(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
