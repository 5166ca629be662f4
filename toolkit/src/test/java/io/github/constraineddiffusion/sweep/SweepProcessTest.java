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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Real processes on one store: one that is killed, two at once, one that prunes beside a sweep. */
class SweepProcessTest {
  private static final int RUNS = SweptProcess.POINTS * SweptProcess.SEEDS;

  @TempDir Path store;
  @TempDir Path meeting;

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

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void twoProcessesShareTheWorkAndTrainNothingTwice() throws Exception {
    String[] arguments = {store.toString(), meeting.toString(), "2"};
    Process first = Processes.start(SweptProcess.class, arguments);
    Process second = Processes.start(SweptProcess.class, arguments);
    Processes.go(first);
    Processes.go(second);
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
      assertTrue(own > 0, "each had a run in progress when the other had one");
      assertEquals(own, by, "what it began is what it stored");
    }
    assertEquals(RUNS, names().size(), "nothing else is left: " + names());
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

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aProcessThatPrunesDoesNotHarmASweepBeside() throws Exception {
    Process pruning = Processes.start(PruningProcess.class, store.toString());
    Processes.go(pruning);
    var removed = new CountDownLatch(1);
    var batches = new AtomicInteger();
    var sweep =
        SweptProcess.sweep(store, () -> awaitInTheLastRun(batches.incrementAndGet(), removed));
    var results = CompletableFuture.supplyAsync(() -> sweep.listener(progress -> {}).run());
    BufferedReader said = pruning.inputReader();
    List<String> lines = new ArrayList<>(List.of(said.readLine()));
    removed.countDown();
    SweepResults done = results.join();
    pruning.getOutputStream().write('\n');
    pruning.getOutputStream().flush();
    lines.addAll(said.lines().toList());
    pruning.waitFor();
    assertEquals(RUNS, done.runs().size());
    assertEquals(List.of(), done.messages(), "nothing failed, nothing was damaged");
    assertEquals(RUNS * SweptProcess.STEPS, batches.get(), "each trained once");
    int gone = lines.stream().mapToInt(l -> Integer.parseInt(l.split(" ")[1])).sum();
    Table left = SweepStore.open(store).list();
    assertEquals(RUNS, gone + left.rowCount(), lines.toString());
    assertEquals(left.rowCount(), names().size(), "nothing else is left: " + names());
  }

  private static void awaitInTheLastRun(int batch, CountDownLatch removed) {
    if (batch == (RUNS - 1) * SweptProcess.STEPS + 1) {
      try {
        assertTrue(removed.await(1, TimeUnit.MINUTES), "no run was pruned");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
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

  /** What is in the folder beside the file of the locks. */
  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  /** SIGKILL on Linux: the process cannot answer it. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private Process start() throws IOException {
    return Processes.start(SweptProcess.class, store.toString());
  }
}
