package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.tablesaw.api.Table;

/** Processes that are killed in the middle of a sweep. */
class SweepKillTest extends ProcessCase {
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aKilledSweepLosesTheRunInProgressOnly() throws Exception {
    killAtTheFourthRun();
    Map<String, String> before = stored();
    assertTrue(before.size() >= 3, "what was finished is there: " + before.keySet());
    long begun = killWhileWriting();
    Map<String, String> between = stored();
    Process last = start();
    Processes.go(last);
    List<String> lines = last.inputReader().lines().toList();
    assertEquals(0, last.waitFor());
    assertEquals(RUNS - between.size(), count(lines, "begin"), "only what was missing");
    assertEquals(RUNS, count(lines, "run"));
    Map<String, String> after = stored();
    assertEquals(RUNS, after.size());
    before.forEach((run, content) -> assertEquals(content, after.get(run), "as it was"));
    between.forEach((run, content) -> assertEquals(content, after.get(run), "as it was"));
    assertTrue(between.size() >= before.size() + begun - 1, "at most the run in progress was lost");
    assertEquals(RUNS, names().size(), "nothing else is left: " + names());
  }

  private void killAtTheFourthRun() throws Exception {
    Process process = start();
    Processes.go(process);
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); !line.equals("begin 1 1"); line = lines.readLine()) {}
    kill(process);
  }

  /** As soon as the hidden folder of a run is there; returns how many runs it had begun by then. */
  private long killWhileWriting() throws Exception {
    Process process = start();
    Processes.go(process);
    while (process.isAlive() && !isWriting()) {
      Thread.onSpinWait();
    }
    List<String> lines = new ArrayList<>();
    for (BufferedReader said = process.inputReader(); said.ready(); ) { // a kill closes it
      lines.add(said.readLine());
    }
    kill(process);
    assertTrue(count(lines, "begin") >= 1, "it has begun what it writes: " + lines);
    return count(lines, "begin");
  }

  private boolean isWriting() throws IOException {
    try (var hidden = Files.newDirectoryStream(store, ".writing-*")) {
      return hidden.iterator().hasNext();
    }
  }

  /** Killed while it writes the run that is to replace another. */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aKilledSweepThatMakesRunsAgainForTheirWeightsLosesNone() throws Exception {
    Sweep sweep = SweptProcess.sweep(store, () -> {}).listener(progress -> {});
    sweep.run();
    Map<String, String> before = stored();
    Process process = Processes.start(SweptProcess.class, store.toString(), "weights");
    Processes.go(process);
    while (process.isAlive() && !anyWeights()) {
      Thread.onSpinWait();
    }
    kill(process);
    assertEquals(before.keySet(), stored().keySet());
    Table left = SweepStore.open(store).list();
    assertEquals(Collections.nCopies(RUNS, "done"), left.stringColumn("state").asList());
    assertEquals(0, sweep.run().missing());
    for (SweepRun run : sweep.keepWeights().run().runs()) {
      assertTrue(Files.exists(run.weights().orElseThrow()));
      try (Stream<Path> files = Files.list(store.resolve(run.fingerprint()))) {
        assertEquals(3, files.count(), "the old run's files have gone");
      }
    }
    assertEquals(RUNS, names().size(), "nothing else is left: " + names());
  }

  private boolean anyWeights() throws IOException {
    try (Stream<Path> all = Files.walk(store, 2)) {
      return all.anyMatch(path -> path.getFileName().toString().startsWith("weights"));
    } catch (UncheckedIOException e) { // a folder has been renamed meanwhile
      return false;
    }
  }

  private Process start() throws IOException {
    return Processes.start(SweptProcess.class, store.toString());
  }

  /** SIGKILL on Linux: the process cannot answer it. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
