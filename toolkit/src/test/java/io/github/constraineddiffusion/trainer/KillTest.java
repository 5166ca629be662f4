package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at any moment, as by {@code kill -9}, loses the steps since its last
 * checkpoint and nothing else.
 */
class KillTest {
  private static final int KILLS = 7;
  private static final Random RANDOM = new Random(3);

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aRunKilledAgainAndAgainEndsInTheSameBits() throws Exception {
    Path calm = folder.resolve("calm");
    Path killed = folder.resolve("killed");
    KilledRun.finish(calm, () -> {});
    Files.createDirectories(killed);
    int kills = 0;
    for (int i = 0; i < KILLS; i++) {
      kills += i % 2 == 0 ? killAtABatch(killed) : killWhileWriting(killed);
    }
    assertTrue(kills >= 4, kills + " kills: the run is too short for the others");
    Process last = start(killed);
    drain(last);
    assertEquals(0, last.waitFor());
    assertSame(calm, killed);
  }

  /** After a random number of batches and a little more: in a step, or in a measurement. */
  private static int killAtABatch(Path run) throws Exception {
    Process process = start(run);
    int batches = RANDOM.nextInt(16);
    try (BufferedReader lines = process.inputReader()) {
      for (int k = 0; k < batches && lines.readLine() != null; k++) {}
      Thread.sleep(RANDOM.nextInt(20));
      return kill(process);
    }
  }

  /** As soon as a checkpoint's hidden folder is there. */
  private static int killWhileWriting(Path run) throws Exception {
    Process process = start(run);
    int skipped = RANDOM.nextInt(6);
    try (BufferedReader lines = process.inputReader()) {
      for (int k = 0; k <= skipped && lines.readLine() != null; k++) {}
      while (process.isAlive() && !isWriting(run)) {
        Thread.onSpinWait();
      }
      return kill(process);
    }
  }

  private static boolean isWriting(Path run) throws IOException {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(run, ".writing-*")) {
      return hidden.iterator().hasNext();
    }
  }

  /** SIGKILL on Linux: the process cannot answer it. */
  private static int kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor() == 0 ? 0 : 1;
  }

  private static void drain(Process process) throws IOException {
    process.getInputStream().readAllBytes();
  }

  private static Process start(Path run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-DOPT_OUT_TRACKING=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledRun.class.getName(),
            run.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Weights, moments, averages, multipliers and every recorded measurement. */
  private static void assertSame(Path calm, Path killed) throws IOException {
    assertEquals(names(calm), names(killed));
    for (String name : names(calm)) {
      Path file = Path.of(name, "tensors.safetensors");
      assertArrayEquals(
          Files.readAllBytes(calm.resolve(file)), Files.readAllBytes(killed.resolve(file)), name);
      JsonObject a = manifest(calm.resolve(name));
      JsonObject b = manifest(killed.resolve(name));
      assertEquals(a.get("dual"), b.get("dual"));
      assertEquals(a.get("duals"), b.get("duals"));
      assertEquals(KilledRun.STEPS / 3, a.getAsJsonArray("duals").size(), 1);
    }
  }

  private static JsonObject manifest(Path checkpoint) throws IOException {
    return JsonParser.parseString(Files.readString(checkpoint.resolve("manifest.json")))
        .getAsJsonObject();
  }

  /** The same folders, and no left-overs beside them. */
  private static List<String> names(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
