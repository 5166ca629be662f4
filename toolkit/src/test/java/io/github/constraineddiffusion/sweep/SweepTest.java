package io.github.constraineddiffusion.sweep;

import static io.github.constraineddiffusion.sweep.SweepPointTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** The grid: its rows, reruns, listeners, and what is refused. */
class SweepTest extends SweepCase {
  @Test
  void everyCellIsTheRunAlone() {
    SweepResults results =
        sweep(Templates::tiny)
            .vary("share", 0.1, 0.2)
            .vary("dualStep", List.of(0.05, 0.3))
            .seeds(3, 5)
            .measure("weights", run -> run.parameters())
            .measureEach("last", run -> Map.of("loss", loss(run)))
            .run();
    assertEquals(8, results.runs().size());
    assertEquals(0, results.missing());
    assertEquals(
        List.of(
            "share",
            "dualStep",
            "seed",
            "state",
            "seconds",
            "steps",
            "step ms",
            "λ B",
            "value B",
            "error B",
            "threshold B",
            "slack B",
            "alarms",
            "weights",
            "last loss",
            "message"),
        results.table().columnNames());
    for (SweepRun row : results.runs()) {
      try (Session session = Session.open().seed(row.seed());
          Run alone =
              Templates.tiny(row.point()).session(session).listener(progress -> {}).train()) {
        assertEquals(alone.lambda().get(0), row.value("λ B"));
        assertEquals(loss(alone), row.value("last loss"));
        var last = alone.history().duals().get(3);
        assertEquals(last.measured()[0], row.value("value B"));
        assertEquals(last.slack()[0], row.value("slack B"));
        assertEquals(-Math.log(row.value("share")), row.value("threshold B"), 1e-12);
      }
    }
    double[] lambda = results.values("λ B");
    assertEquals(8, java.util.Arrays.stream(lambda).distinct().count(), "all differ");
  }

  private static double loss(Run run) {
    return run.history().steps().get(run.history().steps().size() - 1).loss();
  }

  @Test
  void aRerunDoesOnlyWhatIsMissing() {
    Sweep two = sweep().vary("share", 0.1, 0.2).seeds(2);
    Table first = two.run().table();
    assertEquals(4, trained());
    assertEquals(first.print(), two.run().table().print(), "the same, seconds included");
    assertEquals(0, trained());
    assertEquals(6, sweep().vary("share", 0.1, 0.2).seeds(3).run().runs().size());
    assertEquals(2, trained(), "the new seed");
    sweep().vary("share", 0.1, 0.2, 0.3).seeds(2).run();
    assertEquals(2, trained(), "the new point");
    sweep().points(List.of(Map.of("share", 0.2), Map.of("share", 0.25))).seeds(2, 1).run();
    assertEquals(2, trained(), "0.2 was there");
    two.measure("kl", run -> 1).run();
    assertEquals(4, trained(), "metrics were not measured");
    sweep(p -> Templates.tiny(p, new Templates.Watched(batches::incrementAndGet), STEPS).batch(17))
        .vary("share", 0.1)
        .run();
    assertEquals(1, trained(), "another batch size");
  }

  @Test
  void badTemplatesAreRefusedBeforeAnyRun() {
    assertRefused(
        () -> sweep().vary("share", 0.1, 1.2).run(), "share = 1.2", "Nothing was trained");
    assertRefused(() -> sweep().vary("shares", 0.1).run(), "no parameter \"share\"", "[shares]");
    assertRefused(() -> sweep(point -> null).run(), "null");
    assertRefused(
        () -> sweep(p -> Templates.tiny(p).checkpoints(store, 5)).vary("share", 0.1).run(),
        "leave checkpoints(...) out");
    assertEquals(0, batches.get());
    assertRefused(() -> sweep().vary("share"), "at least one value");
    assertRefused(() -> sweep().vary("share", 0.1, 0.10), "each once");
    assertRefused(() -> sweep().vary("share", 0.1).set("share", 2), "already");
    assertRefused(() -> sweep().vary("share", 0.1).measure("share", run -> 1), "already");
    assertRefused(() -> sweep().vary("seed", 1, 2), "see seeds");
    assertRefused(() -> sweep().measure("steps", run -> 1), "a column of its own");
    assertRefused(() -> sweep().seeds(0), "at least 1");
    assertRefused(() -> sweep().seeds(2, 2), "each once");
    assertRefused(() -> sweep().points(List.of()), "empty");
    assertRefused(() -> sweep().points(List.of(Map.of("a", 1), Map.of("b", 1))), "the same names");
    assertRefused(() -> Sweep.over("../up", Templates::tiny), "names a folder");
  }

  @Test
  void theDefaultListenerIsThatOfTheNotebook() {
    List<SweepProgress> seen = new ArrayList<>();
    SweepListener listener = seen::add;
    try {
      SweepListeners.setDefault(() -> listener);
      assertSame(listener, SweepListeners.newDefault());
      Sweep.over("test", Templates::tiny).store(store).vary("share", 0.1).run();
    } finally {
      SweepListeners.setDefault(SweepConsole::new);
    }
    assertEquals(List.of("share = 0.1"), seen.get(0).points());
    assertEquals(CellState.WAITING, seen.get(0).states().get(0).get(0));
    assertTrue(seen.stream().anyMatch(p -> p.count(CellState.RUNNING) == 1));
    assertEquals(1, seen.get(seen.size() - 1).count(CellState.DONE));
    assertTrue(seen.get(seen.size() - 1).finished());
  }
}
