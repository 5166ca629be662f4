package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.trainer.CheckpointFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Runs that replace others: the folder holds one whole run at every moment. */
class RunFolderTest {
  private static final int TIMES = 150;

  @TempDir Path root;

  private SweepPlan plan;
  private Cell cell;

  @BeforeEach
  void prepare() {
    plan = new SweepPlan("test", Templates::tiny);
    plan.axes.put("share", SweepValues.axis("share", 0.1));
    cell = Cell.all(plan).get(0);
  }

  private StoredRun record(String message) {
    return CellRecord.failed(plan, cell, null, message);
  }

  private static Map<String, byte[]> files(String content) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(SweepStore.HISTORY, content.getBytes(StandardCharsets.UTF_8));
    files.put(SweepStore.WEIGHTS, content.repeat(50).getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(root.resolve(cell.fingerprint()))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewRunTakesTheOldOnesPlaceWithItsFiles() throws Exception {
    StoreFolder store = new StoreFolder(root);
    store.write(cell, record("first"), files("1"));
    assertEquals(List.of("history.json", "run.json", "weights.safetensors"), names());
    SweepRun second = store.write(cell, record("second"), files("2"));
    assertEquals(List.of("history-2.json", "run.json", "weights-2.safetensors"), names());
    assertEquals("second", store.read(cell.fingerprint()).orElseThrow().message());
    byte[] weights = Files.readAllBytes(second.weights().orElseThrow());
    assertArrayEquals("2".repeat(50).getBytes(StandardCharsets.UTF_8), weights);
    store.write(cell, record("third"), Map.of());
    assertEquals(List.of("run.json"), names());
  }

  /** As a kill would leave it: other files written, the index not yet. */
  @Test
  void whatAKilledReplacementLeavesDoesNotHarmTheOldRun() throws Exception {
    StoreFolder store = new StoreFolder(root);
    SweepRun first = store.write(cell, record("first"), files("1"));
    Path folder = root.resolve(cell.fingerprint());
    Files.writeString(folder.resolve("history-2.json"), "ha");
    Files.writeString(folder.resolve(CheckpointFiles.HIDDEN + "run.json"), "{");
    SweepRun read = store.read(cell.fingerprint()).orElseThrow();
    assertEquals("first", read.message());
    assertEquals(first.weights(), read.weights());
    store.write(cell, record("second"), files("2"));
    assertEquals(List.of("history-3.json", "run.json", "weights-2.safetensors"), names());
  }

  @Test
  void aReplacementThatCannotBeWrittenLeavesTheOldRun() throws Exception {
    StoreFolder store = new StoreFolder(root);
    store.write(cell, record("first"), files("1"));
    List<String> before = names();
    Map<String, byte[]> bad = files("2");
    bad.put("no/such/folder.json", new byte[1]);
    assertThrows(IOException.class, () -> store.write(cell, record("second"), bad));
    assertEquals("first", store.read(cell.fingerprint()).orElseThrow().message());
    assertEquals(before, names());
  }

  @Test
  void whoReadsWhileRunsAreReplacedFindsOneWhole() throws Exception {
    StoreFolder store = new StoreFolder(root);
    store.write(cell, record("0"), files("0"));
    var enough = new AtomicBoolean();
    var writer = CompletableFuture.runAsync(() -> replaceUntil(enough, store));
    int last = 0;
    for (int seen = 0; seen < TIMES && !writer.isDone(); ) {
      SweepRun run = store.read(cell.fingerprint()).orElseThrow(); // damaged or absent: it throws
      int now = Integer.parseInt(run.message());
      assertTrue(now >= last, now + " after " + last);
      seen += now > last ? 1 : 0;
      last = now;
      Table list = SweepStore.open(root).list();
      assertEquals(List.of("failed"), list.stringColumn("state").asList());
    }
    enough.set(true);
    writer.join();
  }

  private void replaceUntil(AtomicBoolean enough, StoreFolder store) {
    try {
      for (int i = 1; !enough.get(); i++) {
        store.write(cell, record("" + i), files("" + i));
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void whoListsWhileRunsComeAndGoSeesNoDamage() {
    var writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                StoreFolder store = new StoreFolder(root);
                for (int i = 0; i < TIMES; i++) {
                  store.write(cell, record("" + i), files("" + i));
                  store.remove(cell.fingerprint());
                }
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
    while (!writer.isDone()) {
      Table list = SweepStore.open(root).list();
      assertTrue(
          List.of(List.of(), List.of("failed")).contains(list.stringColumn("state").asList()),
          list.print());
    }
    writer.join();
  }
}
