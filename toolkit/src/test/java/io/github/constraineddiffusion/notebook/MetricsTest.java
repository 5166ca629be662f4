package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.constraineddiffusion.tensor.Toolkit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  @TempDir private Path folder;

  private Metrics metrics(Path output) {
    return Metrics.of(Settings.from(Map.of("CDT_OUTPUT", output.toString(), "CDT_SEED", "3"), "x"));
  }

  @Test
  void numbersAreWrittenWithProfileSeedAndVersion() throws IOException {
    Path output = folder.resolve("a/b");
    Metrics metrics = metrics(output).put("steps", 4000).put("step_ms", 12.5).put("steps", 4001);
    metrics.put("lambda", new double[] {0.25, 0.3}).put("note", "λ").elapsed("seconds");
    JsonObject json = JsonParser.parseString(Files.readString(metrics.write())).getAsJsonObject();
    assertEquals(
        List.of(
            "profile",
            "seed",
            "device",
            "toolkit_version",
            "steps",
            "step_ms",
            "lambda",
            "note",
            "seconds"),
        List.copyOf(json.keySet()));
    assertEquals("quick", json.get("profile").getAsString());
    assertEquals(3, json.get("seed").getAsLong());
    assertEquals(Toolkit.version(), json.get("toolkit_version").getAsString());
    assertEquals("4001", json.get("steps").getAsString(), "set again, and a whole number");
    assertEquals(0.3, json.get("lambda").getAsJsonArray().get(1).getAsDouble());
    assertTrue(json.get("seconds").getAsDouble() >= 0);
    try (var files = Files.list(output)) {
      assertEquals(List.of(output.resolve("metrics.json")), files.toList());
    }
  }

  @Test
  void writingAgainReplacesTheFile() throws IOException {
    metrics(folder).put("steps", 1).write();
    Path file = metrics(folder).put("steps", 2).write();
    assertTrue(Files.readString(file).contains("\"steps\": 2"));
  }

  @Test
  void numbersThatAreNoneAreRefusedByName() {
    Metrics metrics = metrics(folder);
    double[] kl = {1.6, Double.NaN};
    var e = assertThrows(IllegalArgumentException.class, () -> metrics.put("kl_nats", kl));
    assertTrue(e.getMessage().startsWith("kl_nats[1] is NaN"), e.getMessage());
    var f =
        assertThrows(
            IllegalArgumentException.class, () -> metrics.put("step_ms", Double.POSITIVE_INFINITY));
    assertTrue(f.getMessage().startsWith("step_ms is Infinity"), f.getMessage());
    var g = assertThrows(IllegalArgumentException.class, () -> metrics.put("KL nats", 1.0));
    assertTrue(g.getMessage().contains("\"KL nats\""), g.getMessage());
    assertFalse(metrics.values().containsKey("kl_nats"));
  }

  @Test
  void folderThatCannotBeWrittenIsNamedWithTheRemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "");
    var e = assertThrows(UncheckedIOException.class, () -> metrics(file.resolve("out")).write());
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("CDT_OUTPUT"), e.getMessage());
  }

  @Test
  void aCaseHasItsOwnGroup() throws IOException {
    Metrics metrics = metrics(folder);
    Metrics group = metrics.in("and_symmetric").put("lambda", new double[] {0.5, 0.5});
    metrics.put("seconds", 3);
    JsonObject json = JsonParser.parseString(Files.readString(group.write())).getAsJsonObject();
    JsonObject inner = json.getAsJsonObject("and_symmetric");
    assertEquals(0.5, inner.getAsJsonArray("lambda").get(0).getAsDouble());
    assertFalse(inner.has("seconds"));
    assertEquals(3, json.get("seconds").getAsLong());
    metrics.in("and_symmetric").put("u", 80);
    assertEquals(2, metrics.in("and_symmetric").values().size(), "asked for again, it goes on");
    metrics.put("and_symmetric", 1).in("and_symmetric").put("u", 80);
    assertEquals(1, metrics.in("and_symmetric").values().size(), "it took the place of a number");
  }
}
