package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.TrainingLease;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that fail, and sweeps that are interrupted. */
class SweepFailureTest extends SweepCase {
  @Test
  void aFailureIsARowAndIsTriedAgain() {
    boolean[] broken = {true};
    Sweep sweep =
        sweep(
                point ->
                    Templates.tiny(
                        point,
                        new Templates.Watched(
                            () -> {
                              batches.incrementAndGet();
                              if (broken[0] && point.number("share") == 0.2) {
                                throw new IllegalArgumentException("the data are gone");
                              }
                            }),
                        STEPS))
            .vary("share", 0.1, 0.2, 0.3)
            .measure(
                "kl",
                run -> {
                  if (broken[0] && run.problem().nats()[0] < -Math.log(0.25)) {
                    throw new UnsupportedOperationException("not of this");
                  }
                  return 0.5;
                });
    SweepResults results = sweep.run();
    assertEquals(
        List.of("done", "failed", "failed"), results.table().stringColumn("state").asList());
    assertEquals("the data are gone", results.runs().get(1).message());
    assertTrue(results.runs().get(2).message().contains("metric \"kl\""), results.toString());
    assertTrue(results.runs().get(2).message().contains("not of this"), results.toString());
    assertArrayEquals(new double[] {0.5}, results.values("kl"));
    assertEquals(2, results.failed().size());
    assertTrue(results.messages().get(0).contains("share = 0.2, seed 0"), results.toString());
    broken[0] = false;
    batches.set(0);
    assertEquals(List.of(), sweep.run().failed());
    assertEquals(2, trained(), "only those that failed");
    assertEquals(3, SweepStore.open(store).list().rowCount());
  }

  @Test
  void runsThatAreNotFiniteFailAlone() {
    SweepResults results =
        sweep(
                point ->
                    DualTrainer.plain(new Templates.Scaled((float) point.number("scale")))
                        .denoiser(Templates.NETWORK)
                        .steps(3))
            .vary("scale", 1, 1e38)
            .run();
    assertEquals(RunState.DONE, results.runs().get(0).state());
    assertEquals(RunState.FAILED, results.runs().get(1).state());
    assertTrue(results.runs().get(1).message().contains("gradient norm"), results.toString());
  }

  @Test
  void anotherTrainingEndsTheSweepInPlaceOfFailingEveryRun() {
    Sweep sweep = sweep().vary("share", 0.1, 0.2);
    try (TrainingLease other = TrainingLease.take("other")) {
      assertThrows(IllegalStateException.class, sweep::run);
    }
    assertEquals(2, sweep.run().runs().size());
    assertEquals(List.of(), sweep.run().failed());
  }

  @Test
  void anInterruptKeepsWhatIsFinished() {
    List<SweepProgress> seen = new ArrayList<>();
    Sweep sweep = sweep().vary("share", 0.1, 0.2, 0.3);
    SweepResults results =
        sweep
            .listener(
                progress -> {
                  seen.add(progress);
                  if (progress.count(CellState.DONE) == 1
                      && progress.count(CellState.RUNNING) == 1) {
                    Thread.currentThread().interrupt();
                  }
                })
            .run();
    assertFalse(Thread.interrupted(), "taken, as by a single run");
    assertTrue(results.interrupted());
    assertEquals(1, results.runs().size());
    assertEquals(2, results.missing());
    SweepProgress last = seen.get(seen.size() - 1);
    assertTrue(last.finished());
    assertEquals(2, last.count(CellState.WAITING), "the run in progress is lost");
    assertTrue(SweepConsole.line(last).endsWith(", stopped"), SweepConsole.line(last));
    batches.set(0);
    assertEquals(3, sweep.run().runs().size());
    assertEquals(2, trained());
  }

  @Test
  void anInterruptWhileARunIsMeasuredOrWrittenLosesNothing() {
    Sweep sweep =
        sweep()
            .vary("share", 0.1, 0.2)
            .measure(
                "kl",
                run -> {
                  Thread.currentThread().interrupt();
                  return 1;
                });
    SweepResults results = sweep.run();
    assertFalse(Thread.interrupted());
    assertTrue(results.interrupted());
    assertEquals(1, results.runs().size());
    assertEquals(RunState.DONE, results.runs().get(0).state());
    trained();
    assertEquals(2, sweep.run().runs().size());
    Thread.interrupted();
    assertEquals(1, trained());
  }

  /** Runs of one tensor program end at different times: those that had ended are kept. */
  @Test
  void anInterruptOfAGroupKeepsWhatHasEnded() {
    RunBatch group =
        new RunBatch() {
          @Override
          public List<List<Cell>> groups(List<Cell> cells) {
            return List.of(cells);
          }

          @Override
          public List<Trained> train(List<DualTrainer> trainers) {
            Trained stopped =
                OneByOne.train(
                    trainers.get(0).listener(progress -> Thread.currentThread().interrupt()));
            return List.of(
                stopped, OneByOne.train(trainers.get(1)), OneByOne.train(trainers.get(2)));
          }
        };
    SweepPlan plan = new SweepPlan("test", Templates::tiny);
    plan.store = store;
    plan.listener = progress -> {};
    plan.axes.put("share", SweepValues.axis("share", 0.1, 0.2, 0.3));
    SweepResults results = new SweepRunner(plan, group).run();
    assertTrue(results.interrupted());
    assertEquals(List.of(0.2, 0.3), results.distinct("share"));
    assertEquals(2, SweepStore.open(store).list().rowCount());
  }

  @Test
  void anInterruptOfRunsThatTrainAloneAfterAllStopsThoseToCome() {
    AtomicInteger begun = new AtomicInteger();
    List<DualTrainer> three =
        Stream.of(0.1, 0.2, 0.3)
            .map(share -> Templates.tiny(SweepPoint.of(Map.of("share", share))))
            .map(trainer -> trainer.listener(progress -> interruptAtTheSecond(begun, progress)))
            .toList();
    List<RunBatch.Trained> trained = new OneByOne().train(three);
    assertEquals(
        List.of(false, true, true), trained.stream().map(RunBatch.Trained::isStopped).toList());
    assertEquals(2, begun.get());
    trained.stream().map(RunBatch.Trained::run).filter(Objects::nonNull).forEach(Run::close);
  }

  private static void interruptAtTheSecond(AtomicInteger begun, Progress progress) {
    if (progress.step() == 0 && begun.incrementAndGet() == 2) {
      Thread.currentThread().interrupt();
    }
  }
}
