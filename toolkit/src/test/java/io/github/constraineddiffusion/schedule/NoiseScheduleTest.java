package io.github.constraineddiffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.github.constraineddiffusion.schedule.ScheduleGolden.Levels;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseScheduleTest {

  static Stream<Levels> golden() {
    return ScheduleGolden.read().schedules().stream();
  }

  static Stream<NoiseSchedule> every() {
    return Stream.concat(
        golden().map(Levels::schedule),
        Stream.of(
            NoiseSchedule.linear(1),
            NoiseSchedule.cosine(1),
            NoiseSchedule.linear(100, 1e-4, 0.05),
            NoiseSchedule.uniformLogSnr(100, 8, -8),
            NoiseSchedule.uniformLogSnr(100, 8, -2).zeroTerminalSnr(),
            NoiseSchedule.cosine(20_000).zeroTerminalSnr()));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void hasTheLevelsOfDiffusers(Levels golden) {
    NoiseSchedule schedule = golden.schedule();
    for (int i = 0; i < golden.timesteps().length; i++) {
      double expected = golden.alpha_bar()[i];
      double actual = schedule.alphaBar(golden.timesteps()[i]);
      // Relative, except for the level that diffusers puts at 0 and this library at 2^-24.
      assertEquals(expected, actual, expected == 0 ? 6e-8 : 1e-9 * expected);
    }
    double sum = IntStream.rangeClosed(1, golden.steps()).mapToDouble(schedule::alphaBar).sum();
    assertEquals(golden.sum(), sum, 1e-7);
  }

  @ParameterizedTest
  @MethodSource("every")
  void fallsStrictlyAndHoldsTogether(NoiseSchedule s) {
    for (int t = 1; t <= s.steps(); t++) {
      assertTrue(s.alphaBar(t) < s.alphaBar(t - 1) && s.alphaBar(t) > 0, s + " at " + t);
      assertEquals(1, s.alpha(t) * s.alpha(t) + s.sigma(t) * s.sigma(t), 1e-12);
      assertEquals(2 * Math.log(s.alpha(t) / s.sigma(t)), s.logSnr(t), 1e-6);
      assertEquals(s.alphaBar(t), s.alphaBar(t - 1) * (1 - s.beta(t)), 1e-15);
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void comesBackFromJson(NoiseSchedule s) {
    String json = new Gson().toJson(s.describe());
    var type = new TypeToken<Map<String, Object>>() {};
    NoiseSchedule back = NoiseSchedule.fromDescription(new Gson().fromJson(json, type));
    assertEquals(s, back);
    assertEquals(s.hashCode(), back.hashCode());
  }

  @Test
  void uniformLogSnrFallsInEqualSteps() {
    var s = NoiseSchedule.uniformLogSnr(100, 8, -8);
    assertEquals(100, s.steps());
    for (int t = 0; t <= 100; t++) {
      assertEquals(8 - 0.16 * t, s.logSnr(t), 1e-11);
    }
  }

  @Test
  void zeroTerminalSnrLeavesTheFirstLevelAndTheCleanEnd() {
    var plain = NoiseSchedule.uniformLogSnr(100, 8, -2);
    var zero = plain.zeroTerminalSnr();
    assertEquals(plain.alphaBar(0), zero.alphaBar(0));
    assertEquals(plain.alphaBar(1), zero.alphaBar(1), 1e-15);
    assertEquals(Math.pow(2, -24), zero.alphaBar(100));
    assertNotEquals(plain, zero);
  }

  @Test
  void warnsWhereSamplingWouldStartTooNoisy() {
    String warning = NoiseSchedule.linear(100).samplingWarning().orElseThrow();
    assertTrue(warning.contains("0.364") && warning.contains("60 %"), warning);
    assertTrue(warning.contains("zeroTerminalSnr()"), warning);
    for (var s : List.of(NoiseSchedule.linear(1000), NoiseSchedule.uniformLogSnr(100, 8, -8))) {
      assertFalse(s.samplingWarning().isPresent());
    }
    assertFalse(NoiseSchedule.linear(100).zeroTerminalSnr().samplingWarning().isPresent());
  }

  @Test
  void saysWhatIsWrong() {
    refuses("steps is 0", () -> NoiseSchedule.linear(0));
    refuses("steps is -3", () -> NoiseSchedule.cosine(-3));
    refuses("steps is 0", () -> NoiseSchedule.sigmoid(0));
    refuses("steps is 0", () -> NoiseSchedule.uniformLogSnr(0, 8, -8));
    refuses("0.02 to 1.0E-4", () -> NoiseSchedule.linear(10, 0.02, 1e-4));
    refuses("NaN", () -> NoiseSchedule.linear(10, Double.NaN, 0.02));
    refuses("try 1e-4 and 0.02", () -> NoiseSchedule.linear(10, 0.1, 1));
    refuses("alphaBar falls to 0", () -> NoiseSchedule.linear(1000, 0.9, 0.9));
    refuses("-8.0 to 8.0", () -> NoiseSchedule.uniformLogSnr(10, -8, 8));
    refuses("max > min", () -> NoiseSchedule.uniformLogSnr(10, 8, Double.NaN));
    refuses("at least 2", () -> NoiseSchedule.linear(1).zeroTerminalSnr());
    refuses("timestep is 11", () -> NoiseSchedule.linear(10).alphaBar(11));
    refuses("timestep is -1", () -> NoiseSchedule.linear(10).beta(0));
    refuses("'bogus'", () -> NoiseSchedule.fromDescription(Map.of("kind", "bogus", "steps", 3)));
    refuses("'steps'", () -> NoiseSchedule.fromDescription(Map.of("kind", "linear")));
  }

  private static void refuses(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
