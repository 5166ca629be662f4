package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.schedule.PredictionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepPointTest {
  private static final SweepPoint POINT = SweepPoint.of(values());

  private static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("share", 0.1f);
    values.put("every", 5.0);
    values.put("rule", "νPI");
    values.put("average", true);
    values.put("prediction", PredictionType.V);
    return values;
  }

  @Test
  void givesValuesByTheirKind() {
    assertEquals(0.1, POINT.number("share"));
    assertEquals(5, POINT.integer("every"));
    assertEquals("νPI", POINT.text("rule"));
    assertTrue(POINT.flag("average"));
    assertEquals(PredictionType.V, PredictionType.valueOf(POINT.text("prediction")));
    assertFalse(POINT.has("seed"));
    assertEquals("share = 0.1, every = 5, rule = νPI, average = true, prediction = V", "" + POINT);
  }

  @Test
  void equalNumbersAreEqualWhateverTheirClass() {
    assertEquals(SweepPoint.of(Map.of("a", 2)), SweepPoint.of(Map.of("a", 2.0)));
    assertEquals(
        Json.canonical(SweepPoint.of(Map.of("a", 100)).values()),
        Json.canonical(SweepPoint.of(Map.of("a", 1e2)).values()));
    assertNotEquals(SweepPoint.of(Map.of("a", 2)), SweepPoint.of(Map.of("a", "2")));
    assertNotEquals(
        Json.canonical(Map.of("a", List.of(1, 2))), Json.canonical(Map.of("a", List.of(2, 1))));
    Map<String, Object> turned = new LinkedHashMap<>();
    values().keySet().stream().sorted().forEach(name -> turned.put(name, values().get(name)));
    assertEquals(Json.canonical(POINT.values()), Json.canonical(SweepPoint.of(turned).values()));
  }

  @Test
  void refusesWhatIsNotThere() {
    assertRefused(() -> POINT.number("shares"), "no parameter \"shares\"", "[share, every");
    assertRefused(() -> POINT.number("rule"), "\"rule\" is νPI", "a number is asked for");
    assertRefused(() -> POINT.integer("share"), "\"share\" is 0.1", "whole number");
    assertRefused(() -> POINT.integer("rule"), "a number is asked for");
    assertRefused(() -> SweepPoint.of(Map.of("x", Double.NaN)), "NaN", "finite");
    assertRefused(() -> SweepPoint.of(Map.of("x", List.of())), "number, a text or true or false");
  }

  static void assertRefused(org.junit.jupiter.api.function.Executable call, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
