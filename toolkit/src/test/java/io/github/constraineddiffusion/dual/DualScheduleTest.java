package io.github.constraineddiffusion.dual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DualScheduleTest {

  @Test
  void settersCopy() {
    var plain = DualSchedule.every(5);
    var full =
        plain
            .stepSize(0.1)
            .warmUp(200)
            .decay(Decay.cosine(0.1))
            .averaging(0.4)
            .settle(0.2)
            .update(new SelfSetting())
            .samples(50)
            .start(0.1, 0.2);
    assertEquals(DualSchedule.every(5), plain);
    assertEquals(0.1, full.stepSize().getAsDouble());
    assertEquals(200, full.warmUp());
    assertEquals(Decay.cosine(0.1), full.decay());
    assertEquals(0.4, full.averageFrom().getAsDouble());
    assertEquals(0.2, full.settle());
    assertEquals(new SelfSetting(), full.update());
    assertEquals(50, full.samples());
    assertEquals(List.of(0.1, 0.2), full.start());
  }

  @Test
  void comesBackFromJson() {
    for (DualUpdate rule :
        List.of(
            new ProjectedSubgradient(),
            new Momentum(0.8),
            new NuPi(3, 2, 0.5),
            new SelfSetting())) {
      for (Decay decay : List.of(Decay.none(), Decay.cosine(0.2), Decay.inverseSqrt(300))) {
        var schedule = DualSchedule.every(7).update(rule).decay(decay).warmUp(3).start(0.1, 0.7);
        assertEquals(schedule, DualSchedule.fromDescription(throughJson(schedule.describe())));
        var averaging = schedule.stepSize(1.0 / 3).averaging().settle(0.1).samples(9);
        assertEquals(averaging, DualSchedule.fromDescription(throughJson(averaging.describe())));
        assertNotEquals(schedule, averaging);
      }
    }
  }

  @Test
  void aRunResumedFromJsonGoesOnBitForBit() {
    for (DualUpdate rule :
        List.of(
            new ProjectedSubgradient(),
            new Momentum(0.8),
            NuPi.withDefaults(),
            new SelfSetting())) {
      var ascent = DualAscent.of(DualSchedule.every(1).update(rule).averaging(0.2), 2, 100);
      DualState through = ascent.start();
      DualState resumed = through;
      for (int step = 1; step <= 100; step++) {
        double[] violation = {Math.sin(step) + 0.3, Math.cos(step * 0.7) + 0.1};
        double[] error = {0.1, Double.NaN};
        through = ascent.next(through, step, violation, error);
        resumed = ascent.next(resumed, step, violation, error);
        resumed = DualState.fromDescription(throughJson(resumed.describe()));
      }
      assertEquals(through, resumed);
      assertEquals(through.hashCode(), resumed.hashCode());
      assertEquals(100, resumed.updates());
    }
  }

  @Test
  void updatesAreDueAfterTheWarmUp() {
    var ascent = DualAscent.of(DualSchedule.every(5).warmUp(12), 1, 40);
    int[] due = IntStream.rangeClosed(1, 40).filter(ascent::due).toArray();
    assertArrayEquals(new int[] {15, 20, 25, 30, 35, 40}, due);
  }

  @Test
  void stepSizesDecayAfterTheWarmUp() {
    var cosine = DualSchedule.every(1).stepSize(2).warmUp(10).decay(Decay.cosine(0.1));
    var ascent = DualAscent.of(cosine, 1, 110);
    assertEquals(2, ascent.stepSize(10), 1e-12);
    assertEquals(2 * 0.55, ascent.stepSize(60), 1e-12);
    assertEquals(0.2, ascent.stepSize(110), 1e-12);
    var root = DualAscent.of(DualSchedule.every(1).decay(Decay.inverseSqrt(50)), 1, 200);
    assertEquals(0.05 / Math.sqrt(2), root.stepSize(50), 1e-12);
    var own = DualAscent.of(DualSchedule.every(1).update(new SelfSetting()), 1, 200);
    assertEquals(1, own.stepSize(100));
  }

  @Test
  void averagesFromWhereItIsTold() {
    var ascent = DualAscent.of(DualSchedule.every(1).stepSize(1).averaging(0.5), 1, 4);
    DualState state = ascent.start();
    for (int step = 1; step <= 4; step++) {
      state = ascent.next(state, step, new double[] {1}, new double[] {0});
      assertEquals(step, state.lambda()[0]);
    }
    assertEquals(3.5, ascent.averaged(state)[0], 1e-15);
    var plain = DualAscent.of(DualSchedule.every(1).start(0.3), 1, 4);
    assertEquals(0.3, plain.averaged(plain.start())[0]);
    assertFalse(plain.settled(4));
  }

  @Test
  void saysWhatIsWrong() {
    var schedule = DualSchedule.every(5);
    refuses("every is 0", () -> DualSchedule.every(0));
    refuses("stepSize is 0", () -> schedule.stepSize(0));
    refuses("stepSize is NaN", () -> schedule.stepSize(Double.NaN));
    refuses("stepSize is -1", () -> schedule.stepSize(-1));
    refuses("warmUp is -1", () -> schedule.warmUp(-1));
    refuses("averaging is 1", () -> schedule.averaging(1));
    refuses("settle is 1", () -> schedule.settle(1));
    refuses("samples is 1.0, but must be at least 2", () -> schedule.samples(1));
    assertEquals(2, schedule.samples(2).samples());
    refuses("starts at -0.1", () -> schedule.start(-0.1));
    refuses("floor is 0", () -> Decay.cosine(0));
    refuses("scale is 0", () -> Decay.inverseSqrt(0));
    refuses("leave no dual update", () -> DualAscent.of(schedule.warmUp(100), 1, 100));
    refuses("leave no dual update", () -> DualAscent.of(schedule.settle(0.6), 1, 100));
    refuses("leave no dual update", () -> DualAscent.of(schedule, 1, 4));
    refuses("2 multipliers", () -> DualAscent.of(schedule.start(0, 0), 3, 100));
    refuses("'dithering'", () -> DualUpdate.fromDescription(Map.of("name", "dithering")));
    refuses("no text 'kind'", () -> Decay.fromDescription(Map.of()));
    refuses("no map 'memory'", () -> DualState.fromDescription(Map.of("updates", 1)));
  }

  static Map<String, Object> throughJson(Map<String, Object> map) {
    return new Gson().fromJson(new Gson().toJson(map), new TypeToken<Map<String, Object>>() {});
  }

  static void refuses(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
