package io.github.constraineddiffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossWeightingTest {

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void minSnrHasTheWeightsOfDiffusers(PredictionType type) {
    var golden = ScheduleGolden.read().min_snr();
    var schedule = NoiseSchedule.linear(1000);
    var weighting = LossWeighting.minSnr(golden.gamma());
    for (int i = 0; i < golden.timesteps().length; i++) {
      double expected = golden.weights().get(type)[i];
      double actual = weighting.weight(schedule, golden.timesteps()[i], type);
      assertEquals(expected, actual, 1e-9 * expected);
    }
  }

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void uniformIsOne(PredictionType type) {
    assertEquals(1, LossWeighting.uniform().weight(NoiseSchedule.cosine(10), 3, type));
  }

  @Test
  void comesBackFromItsDescription() {
    for (var w : new LossWeighting[] {LossWeighting.uniform(), LossWeighting.minSnr(2.5)}) {
      assertEquals(w, LossWeighting.fromDescription(w.describe()));
    }
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> LossWeighting.fromDescription(Map.of("kind", "minSnr")));
    assertTrue(e.getMessage().contains("gamma"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAGammaThatIsNotPositive(double gamma) {
    var e = assertThrows(IllegalArgumentException.class, () -> LossWeighting.minSnr(gamma));
    assertTrue(e.getMessage().contains("gamma is " + gamma), e.getMessage());
  }
}
