package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.TimestepSpacing;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A run of a diffusers 0.42 scheduler that src/test/golden/sampler.py has written. */
record GoldenRun(
    String method,
    String schedule,
    int n,
    String spacing,
    Double eta,
    Double clip,
    List<Step> steps) {
  private static final Shape SHAPE = new Shape(2, 3);

  /** The states before and after a step, counted from 1. */
  record Step(int step, double[] before, double[] after) {}

  static List<GoldenRun> all() {
    try (Reader reader =
        new InputStreamReader(
            GoldenRun.class.getResourceAsStream("/golden/sampler.json"), StandardCharsets.UTF_8)) {
      return Arrays.asList(new Gson().fromJson(reader, GoldenRun[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The step before a step, where it has been kept. */
  Optional<Step> before(Step row) {
    return steps.stream().filter(other -> other.step() == row.step() - 1).findFirst();
  }

  NoiseSchedule noiseSchedule() {
    return switch (schedule) {
      case "linear 1000" -> NoiseSchedule.linear(1000);
      case "cosine 100" -> NoiseSchedule.cosine(100);
      case "uniformLogSnr 100" -> NoiseSchedule.uniformLogSnr(100, 8, -8);
      default -> throw new IllegalStateException(schedule);
    };
  }

  SamplingMethod samplingMethod() {
    var spaced = TimestepSpacing.valueOf(spacing);
    return switch (method) {
      case "ddpm" -> n == 100 ? Ddpm.ancestral() : Ddpm.ancestral().steps(n).spacing(spaced);
      case "ddim" -> Ddim.steps(n).eta(eta).spacing(spaced);
      case "dpm" -> DpmSolverPlusPlus.steps(n).spacing(spaced);
      default -> throw new IllegalStateException(method);
    };
  }

  /** The model of the script: 0.3·x·cos(t/100). */
  static NDArray model(NDArray x, NDArray t) {
    return x.mul(0.3 * Math.cos(t.getFloat(0) / 100));
  }

  /** The fresh noise of the script: 1.5·sin(j + 1.3·step), steps counted from 0. */
  static NoiseSource noise(int... step) {
    return (manager, shape) -> {
      double[] values = new double[6];
      Arrays.setAll(values, j -> 1.5 * Math.sin(j + 1 + 1.3 * step[0]));
      return array(manager, values);
    };
  }

  static NDArray array(NDManager manager, double... values) {
    return manager.create(values, SHAPE).toType(DataType.FLOAT32, false);
  }

  @Override
  public String toString() {
    return String.join(" ", method, schedule, String.valueOf(n), spacing, "eta " + eta);
  }
}
