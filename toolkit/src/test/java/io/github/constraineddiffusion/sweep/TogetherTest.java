package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.trainer.DualTrainer;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that trains its runs together, against the same sweep one by one. */
class TogetherTest {
  @TempDir Path folder;

  private Sweep sweep(String store, Function<SweepPoint, DualTrainer> template) {
    return Sweep.over("test", template).store(folder.resolve(store)).listener(progress -> {});
  }

  @Test
  void givesTheRowsOfASweepOneByOne() {
    Function<SweepPoint, DualTrainer> template =
        point ->
            Templates.tiny(point)
                .denoiser(
                    ResidualMlp.builder().width(point.integer("width")).blocks(1).embedding(8));
    SweepResults together = grid(sweep("together", template).together());
    SweepResults alone = grid(sweep("alone", template));
    assertEquals(20, together.runs().size());
    for (int i = 0; i < 20; i++) {
      SweepRun a = alone.runs().get(i);
      SweepRun b = together.runs().get(i);
      assertEquals(a.point(), b.point());
      assertEquals(a.seed(), b.seed());
      assertEquals(RunState.DONE, b.state());
      assertEquals(a.value("steps"), b.value("steps"));
      for (String column : new String[] {"λ B", "value B", "slack B"}) {
        assertEquals(a.value(column), b.value(column), 1e-4);
      }
    }
  }

  /** Two shapes; more runs of each than one group takes would be slow to train alone. */
  private static SweepResults grid(Sweep sweep) {
    return sweep.vary("width", 8, 12).vary("share", 0.1, 0.2).seeds(5).run();
  }

  /** What is refused in preparing, and what fails on the way, are rows of their own. */
  @Test
  void aRunThatFailsLeavesTheOthersOfItsGroup() {
    SweepResults results =
        sweep(
                "failing",
                point ->
                    Templates.tiny(point, new Templates.Scaled((float) point.number("scale")), 20))
            .set("share", 0.2)
            .vary("scale", 1, 3e38)
            .seeds(2)
            .together()
            .run();
    assertEquals(4, results.runs().size());
    for (SweepRun run : results.runs()) {
      boolean bad = run.point().number("scale") > 1;
      assertEquals(bad ? RunState.FAILED : RunState.DONE, run.state());
      assertTrue(!bad || run.message().contains("Check the data for values"), run.message());
    }
  }

  /** Sixteen train at once: an interrupt of the four that follow leaves them. */
  @Test
  void anInterruptKeepsTheGroupsThatAreFinished() {
    Thread caller = Thread.currentThread();
    var batches = new AtomicInteger();
    Runnable atBatch =
        () -> {
          if (batches.incrementAndGet() == 16 * 20 + 10) {
            caller.interrupt();
          }
        };
    Sweep sweep =
        sweep("interrupted", point -> Templates.tiny(point, new Templates.Watched(atBatch), 20))
            .vary("share", 0.1, 0.2)
            .seeds(10)
            .together();
    SweepResults results = sweep.run();
    assertFalse(Thread.interrupted(), "taken, as by a single run");
    assertTrue(results.interrupted());
    assertTrue(results.runs().size() >= 16, results.toString());
    assertTrue(results.missing() > 0, results.toString());
    assertEquals(20, results.runs().size() + results.missing());
    batches.set(16 * 20 + 10);
    assertEquals(20, sweep.run().runs().size());
    assertEquals(results.missing() * 20, batches.get() - (16 * 20 + 10), "what was missing");
    for (SweepRun run : results.runs()) {
      assertEquals(RunState.DONE, run.state());
      assertEquals(20, run.value("steps"));
    }
  }

  @Test
  void anInterruptOfAMetricKeepsTheGroupThatIsTrained() {
    var measured = new AtomicInteger();
    SweepResults results =
        sweep("metric", Templates::tiny)
            .vary("share", 0.1, 0.2)
            .seeds(2)
            .measure(
                "m",
                run -> {
                  if (measured.incrementAndGet() == 2) {
                    throw new CancellationException("interrupted");
                  }
                  return 1;
                })
            .together()
            .run();
    assertTrue(results.interrupted());
    assertEquals(4, results.runs().size());
    results.runs().forEach(run -> assertEquals(RunState.DONE, run.state()));
  }

  @Test
  void aFailedRunKeepsItsSteps() {
    for (boolean together : new boolean[] {true, false}) {
      Sweep sweep =
          sweep("steps " + together, Templates::tiny)
              .set("share", 0.2)
              .seeds(2)
              .measure(
                  "m",
                  run -> {
                    throw new UnsupportedOperationException("not of this");
                  });
      SweepResults results = (together ? sweep.together() : sweep).run();
      for (SweepRun run : results.runs()) {
        assertEquals(RunState.FAILED, run.state());
        assertEquals(20, run.value("steps"));
      }
    }
  }
}
