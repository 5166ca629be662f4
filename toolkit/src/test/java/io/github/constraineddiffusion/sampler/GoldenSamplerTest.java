package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step and each whole run against diffusers. */
class GoldenSamplerTest {
  private static final Session SESSION = Session.open();
  // Of the largest element: single precision against diffusers in double.
  private static final double TOLERANCE = 2e-6;

  @AfterAll
  static void close() {
    SESSION.close();
  }

  static List<GoldenRun> golden() {
    return GoldenRun.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void wholeRuns(GoldenRun golden) {
    int[] step = {-1};
    var states = new double[golden.n() + 1][];
    ReverseProcess process =
        ReverseProcess.of(GoldenRun::model, golden.noiseSchedule(), golden.samplingMethod())
            .noise(GoldenRun.noise(step))
            .listener((t, x) -> states[++step[0]] = values(x));
    try (NDManager scope = SESSION.scope()) {
      double[] start = IntStream.rangeClosed(1, 6).mapToDouble(j -> 2 * Math.cos(j)).toArray();
      (golden.clip() != null ? process.clip(golden.clip()) : process)
          .run(GoldenRun.array(scope, start));
    }
    assertEquals(golden.n(), step[0]);
    for (var row : golden.steps()) {
      // Errors add up along a run.
      assertNear(row.after(), states[row.step()], 10 * TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void singleSteps(GoldenRun golden) {
    var method = golden.samplingMethod();
    var schedule = golden.noiseSchedule();
    var levels = Level.of(schedule, method.timesteps(schedule));
    int checked = 0;
    for (var row : golden.steps()) {
      var before = golden.before(row);
      boolean needsPast = golden.method().equals("dpm") && row.step() > 1;
      if (needsPast && before.isEmpty()) {
        continue;
      }
      try (NDManager scope = SESSION.scope()) {
        var past =
            before.map(
                b -> {
                  var step = step(scope, golden, b, levels, Optional.empty());
                  return new ReverseStep.Past(step.from(), step.clean());
                });
        var step = step(scope, golden, row, levels, past);
        assertNear(row.after(), values(method.next(step)), TOLERANCE);
        checked++;
      }
    }
    assertTrue(checked >= 3);
  }

  /** What the model says at the state before a step, computed apart from the library. */
  private static ReverseStep step(
      NDManager scope,
      GoldenRun golden,
      GoldenRun.Step row,
      List<Level> levels,
      Optional<ReverseStep.Past> past) {
    Level from = levels.get(row.step() - 1);
    NDArray x = GoldenRun.array(scope, row.before());
    NDArray noise = GoldenRun.model(x, scope.create(new float[] {from.t(), from.t()}));
    NDArray clean = x.sub(noise.mul(from.sigma())).div(from.alpha());
    if (golden.clip() != null) {
      clean = clean.clip(-golden.clip(), golden.clip());
      noise = x.sub(clean.mul(from.alpha())).div(from.sigma());
    }
    var fresh = GoldenRun.noise(row.step() - 1);
    return new ReverseStep(x, clean, noise, from, levels.get(row.step()), past, fresh);
  }

  private static double[] values(NDArray x) {
    float[] values = x.toFloatArray();
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static void assertNear(double[] expected, double[] actual, double relative) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, actual, relative * scale);
  }
}
