package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @Test
  void defaultsAreQuickZeroCpu() {
    Settings settings = Settings.from(Map.of("CDT_SEED", " "), "01-first");
    assertEquals(Profile.QUICK, settings.profile());
    assertEquals(0, settings.seed());
    assertEquals("cpu", settings.device());
    assertEquals(Optional.empty(), settings.data());
    assertTrue(settings.output().endsWith(Path.of("target", "notebooks", "01-first")));
  }

  @Test
  void variablesAreRead(@TempDir Path folder) {
    Settings settings =
        Settings.from(
            Map.of(
                "CDT_PROFILE", "paper",
                "CDT_SEED", "-7",
                "CDT_DEVICE", "gpu",
                "CDT_DATA", folder.toString(),
                "CDT_OUTPUT", "/results"),
            "x");
    Path results = Path.of("/results");
    assertEquals(
        new Settings(Profile.PAPER, -7, "gpu", Optional.of(folder), false, results), settings);
  }

  @Test
  void profilePicks() {
    Settings settings = Settings.from(Map.of("CDT_PROFILE", "smoke"), "x");
    int steps = settings.pick(10, 4000, 50_000);
    double rate = settings.pick(0.1, 0.2, 0.3);
    String word = settings.pick("a", "b", "c");
    assertEquals(10, steps);
    assertEquals(0.1, rate);
    assertEquals("a", word);
    assertEquals("b", Settings.from(Map.of(), "x").pick("a", "b", "c"));
  }

  @Test
  void badValuesAreNamedWithTheirRemedy() {
    assertRefused("CDT_PROFILE", "fast", "profile is \"fast\"", "smoke, quick, paper");
    assertRefused("CDT_PROFILE", "QUICK", "profile is \"QUICK\"", "smoke, quick, paper");
    assertRefused("CDT_SEED", "1.5", "CDT_SEED is \"1.5\"", "whole number");
    assertRefused("CDT_DEVICE", "cuda", "CDT_DEVICE is \"cuda\"", "cpu and gpu");
    assertRefused("CDT_DATA", "/no/such", "CDT_DATA is \"/no/such\"", "give the folder");
  }

  private static void assertRefused(String name, String value, String... parts) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Settings.from(Map.of(name, value), "x"));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
