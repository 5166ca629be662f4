package io.github.constraineddiffusion.sweep;

import static io.github.constraineddiffusion.sweep.SweepPointTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.Formulation;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** The grid: its rows, reruns, tables, and what is refused. */
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
  void resultsByPointAndAsCsv() throws Exception {
    Sweep sweep = sweep().vary("share", 0.1, 0.2).set("dualStep", 0.3).seeds(3);
    SweepResults results = sweep.run();
    SweepResults some = results.where("share", 0.2);
    double[] lambda = some.values("λ B");
    assertEquals(3, lambda.length);
    for (int seed = 0; seed < 3; seed++) {
      assertEquals(results.runs().get(3 + seed).value("λ B"), lambda[seed]);
    }
    assertEquals(IntervalEstimate.mean(lambda), some.interval("λ B"));
    assertEquals(
        IntervalEstimate.mean(lambda), results.at(results.points().get(1)).interval("λ B"));
    assertEquals(List.of(0.1, 0.2), results.distinct("share"));
    assertRefused(() -> results.where("share", 0.3), "share = 0.3", "[0.1, 0.2]");
    assertRefused(() -> results.where("shares", 0.3), "no parameter \"shares\"");
    assertRefused(() -> results.values("λ"), "no number \"λ\"", "λ B");
    assertRefused(() -> sweep.seeds(1).run().where("share", 0.1).interval("λ B"), "at least 2");
    Table read = Table.read().csv(results.toCsv(store.resolve("sweep.csv")).toFile());
    assertEquals(results.table().columnNames(), read.columnNames());
    assertArrayEquals(
        results.values("λ B"), read.doubleColumn("λ B").asDoubleArray(), "all digits");
    RunHistory history = some.runs().get(1).history();
    assertEquals(4, history.duals().size());
    assertEquals(3, history.steps().size());
    assertEquals(lambda[1], history.duals().get(3).lambda()[0]);
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
  void runsWithoutConstraintsHaveTheirRow() {
    SweepResults results =
        sweep(
                p ->
                    DualTrainer.of(ConstrainedProblem.unconstrained(Templates.DATA))
                        .unconstrained()
                        .denoiser(Templates.NETWORK)
                        .batch(p.integer("batch"))
                        .steps(p.integer("steps")))
            .vary("batch", 8, 16)
            .vary("steps", 3, 4)
            .run();
    assertArrayEquals(new double[] {3, 4, 3, 4}, results.values("steps"));
    assertEquals(List.of(8L, 8L, 16L, 16L), results.table().longColumn("batch").asList());
    assertEquals(List.of(), results.runs().get(0).constraints());
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

  @Test
  void relaxationsHaveAColumnWhereSomeRunHasThem() {
    Sweep sweep =
        sweep(
                point -> {
                  var dual = DualSchedule.every(5).stepSize(0.3).samples(10);
                  boolean resilient = point.flag("resilient");
                  return Templates.tiny(point)
                      .dual(resilient ? dual.formulation(Formulation.resilient(2)) : dual);
                })
            .set("share", 0.2);
    SweepResults both = sweep.vary("resilient", false, true).run();
    assertArrayEquals(
        new double[] {0, both.runs().get(1).value("λ B") / 2}, both.values("relaxation B"), 1e-12);
    assertTrue(both.runs().get(1).value("relaxation B") > 0, both.toString());
    assertTrue(both.table().columnNames().contains("relaxation B"));
    List<String> without = both.where("resilient", false).table().columnNames();
    assertFalse(without.contains("relaxation B"), without.toString());
    assertRefused(() -> sweep.measure("relaxation B", run -> 1), "a column of its own");
  }
}
