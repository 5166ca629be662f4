package io.github.constraineddiffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.schedule.ScheduleGolden.Spacing;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TimestepSpacingTest {

  static Stream<Spacing> golden() {
    return ScheduleGolden.read().spacings().stream();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void hasTheTimestepsOfDiffusers(Spacing golden) {
    var spacing = TimestepSpacing.valueOf(golden.spacing().toUpperCase(Locale.ROOT));
    int[] timesteps = spacing.timesteps(NoiseSchedule.linear(golden.steps()), golden.n());
    assertArrayEquals(golden.timesteps(), Arrays.copyOf(timesteps, golden.timesteps().length));
    assertEquals(golden.n(), timesteps.length);
    assertEquals(golden.sum(), Arrays.stream(timesteps).sum());
  }

  @ParameterizedTest
  @EnumSource(TimestepSpacing.class)
  void descendsStrictlyAtAnyLength(TimestepSpacing spacing) {
    for (var s : new NoiseSchedule[] {NoiseSchedule.cosine(37), NoiseSchedule.linear(37)}) {
      for (int n = 2; n <= 37; n++) {
        int[] t = spacing.timesteps(s, n);
        assertEquals(n, t.length);
        assertTrue(t[0] <= 37 && t[n - 1] >= 1);
        for (int i = 1; i < n; i++) {
          assertTrue(t[i] < t[i - 1], spacing + " " + n + " " + Arrays.toString(t));
        }
      }
    }
  }

  @Test
  void uniformLogSnrTakesTheNearestLevels() {
    var even = NoiseSchedule.uniformLogSnr(99, 8, -8);
    int[] t = TimestepSpacing.UNIFORM_LOG_SNR.timesteps(even, 50);
    assertArrayEquals(TimestepSpacing.LINSPACE.timesteps(even, 50), t);
    var cosine = NoiseSchedule.cosine(1000);
    t = TimestepSpacing.UNIFORM_LOG_SNR.timesteps(cosine, 11);
    assertEquals(1000, t[0]);
    assertEquals(1, t[10]);
    double middle = (cosine.logSnr(1000) + cosine.logSnr(1)) / 2;
    assertTrue(Math.abs(cosine.logSnr(t[5]) - middle) < Math.abs(cosine.logSnr(t[5] + 1) - middle));
    assertTrue(Math.abs(cosine.logSnr(t[5]) - middle) < Math.abs(cosine.logSnr(t[5] - 1) - middle));
  }

  @Test
  void oneStepStartsAtTheNoisyEnd() {
    var s = NoiseSchedule.linear(100);
    assertArrayEquals(new int[] {100}, TimestepSpacing.TRAILING.timesteps(s, 1));
    assertArrayEquals(new int[] {100}, TimestepSpacing.UNIFORM_LOG_SNR.timesteps(s, 1));
    for (var spacing : new TimestepSpacing[] {TimestepSpacing.LEADING, TimestepSpacing.LINSPACE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> spacing.timesteps(s, 1));
      assertTrue(e.getMessage().contains("use TRAILING"), e.getMessage());
      assertArrayEquals(new int[] {1}, spacing.timesteps(NoiseSchedule.linear(1), 1));
    }
  }

  @ParameterizedTest
  @EnumSource(TimestepSpacing.class)
  void refusesTooFewAndTooMany(TimestepSpacing spacing) {
    for (int n : new int[] {0, -1, 11}) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> spacing.timesteps(NoiseSchedule.linear(10), n));
      assertTrue(e.getMessage().contains("steps is " + n), e.getMessage());
    }
  }
}
