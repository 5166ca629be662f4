package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Two processes on one store: two sweeps, and one that prunes beside a sweep. */
class SweepProcessTest extends ProcessCase {
  @TempDir Path meeting;

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
}
