package io.github.constraineddiffusion.sweep;

import static io.github.constraineddiffusion.sweep.SweepPointTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.Formulation;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** Results as a table, by point, and as CSV. */
class SweepTableTest extends SweepCase {
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
