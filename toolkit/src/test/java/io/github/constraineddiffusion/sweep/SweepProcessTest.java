package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one store: one that is killed, and two at once. */
class SweepProcessTest {
  private static final int RUNS = SweptProcess.POINTS * SweptProcess.SEEDS;

  @TempDir Path store;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aKilledSweepLosesTheRunInProgressOnly() throws Exception {
    killAtTheFourthRun();
    Map<String, String> before = stored();
    assertTrue(before.size() >= 3, "what was finished is there: " + before.keySet());
    long begun = killWhileWriting();
    Map<String, String> between = stored();
    Process last = start();
    go(last);
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
    go(process);
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); !line.equals("begin 1 1"); line = lines.readLine()) {}
    kill(process);
  }

  /** As soon as the hidden folder of a run is there; returns how many runs it had begun by then. */
  private long killWhileWriting() throws Exception {
    Process process = start();
    go(process);
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

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void twoProcessesShareTheWorkAndTrainNothingTwice() throws Exception {
    Process first = start();
    Process second = start();
    go(first);
    go(second);
    List<String> a = first.inputReader().lines().toList();
    List<String> b = second.inputReader().lines().toList();
    assertEquals(0, first.waitFor());
    assertEquals(0, second.waitFor());
    List<String> begun = new ArrayList<>();
    Stream.of(a, b).forEach(x -> x.stream().filter(l -> l.startsWith("begin")).forEach(begun::add));
    assertEquals(RUNS, begun.size(), begun.toString());
    assertEquals(RUNS, new HashSet<>(begun).size(), "each once: " + begun);
    List<String> results = a.stream().filter(line -> line.startsWith("run")).toList();
    assertEquals(RUNS, results.size());
    assertEquals(results, b.stream().filter(line -> line.startsWith("run")).toList());
    for (Process process : List.of(first, second)) {
      long by = results.stream().filter(l -> l.endsWith(" done " + process.pid())).count();
      long own = count(process == first ? a : b, "begin");
      assertEquals(own, by, "what it began is what it stored");
    }
    assertEquals(RUNS, names().size(), "nothing else is left: " + names());
  }

  private static long count(List<String> lines, String word) {
    return lines.stream().filter(line -> line.startsWith(word + " ")).count();
  }

  /** Contents of the finished runs. */
  private Map<String, String> stored() throws IOException {
    Map<String, String> stored = new HashMap<>();
    for (String name : names()) {
      Path file = store.resolve(name).resolve("run.json");
      if (!name.startsWith(".") && Files.exists(file)) {
        stored.put(name, Files.readString(file));
      }
    }
    return stored;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void go(Process process) throws IOException {
    assertEquals("ready", process.inputReader().readLine());
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** SIGKILL on Linux: the process cannot answer it. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-DOPT_OUT_TRACKING=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SweptProcess.class.getName(),
            store.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
