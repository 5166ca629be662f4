package io.github.constraineddiffusion.schedule;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The numbers of diffusers 0.42 that src/test/golden/schedule.py has written. */
record ScheduleGolden(List<Levels> schedules, List<Spacing> spacings, MinSnr min_snr) {

  record Levels(String name, int steps, int[] timesteps, double[] alpha_bar, double sum) {
    NoiseSchedule schedule() {
      NoiseSchedule plain =
          switch (name.split(" ")[0]) {
            case "linear" -> NoiseSchedule.linear(steps);
            case "cosine" -> NoiseSchedule.cosine(steps);
            case "sigmoid" -> NoiseSchedule.sigmoid(steps);
            default -> throw new IllegalStateException(name);
          };
      return name.endsWith("zero") ? plain.zeroTerminalSnr() : plain;
    }

    @Override
    public String toString() {
      return name + " " + steps;
    }
  }

  record Spacing(String spacing, int steps, int n, int[] timesteps, long sum) {}

  record MinSnr(double gamma, int[] timesteps, double[] epsilon, double[] x0, double[] v) {
    Map<PredictionType, double[]> weights() {
      return Map.of(PredictionType.EPSILON, epsilon, PredictionType.X0, x0, PredictionType.V, v);
    }
  }

  static ScheduleGolden read() {
    try (Reader reader =
        new InputStreamReader(
            ScheduleGolden.class.getResourceAsStream("/golden/schedule.json"),
            StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, ScheduleGolden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
