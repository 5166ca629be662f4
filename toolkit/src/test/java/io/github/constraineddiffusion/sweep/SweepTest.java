package io.github.constraineddiffusion.sweep;

import static io.github.constraineddiffusion.sweep.SweepPointTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TrainingLease;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SweepTest {
  @TempDir Path store;

  private final AtomicInteger batches = new AtomicInteger();
  private static final int STEPS = 20;

  private Sweep sweep() {
    return sweep(
        point -> Templates.tiny(point, new Templates.Watched(batches::incrementAndGet), STEPS));
  }

  private Sweep sweep(java.util.function.Function<SweepPoint, DualTrainer> template) {
    return Sweep.over("test", template).store(store).listener(progress -> {});
  }

  /** How many runs were trained since the last call: the objective's data are drawn every step. */
  private int trained() {
    return batches.getAndSet(0) / STEPS;
  }

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
  void damagedRunsAreNamedPutAsideAndMadeAgain() throws Exception {
    Sweep sweep = sweep().vary("share", 0.1, 0.2, 0.3);
    SweepResults before = sweep.run();
    Path cut = store.resolve(before.runs().get(0).fingerprint()).resolve("run.json");
    String whole = Files.readString(cut);
    Files.writeString(cut, whole.substring(0, whole.length() / 2));
    Path other = store.resolve(before.runs().get(1).fingerprint()).resolve("history.json");
    Files.writeString(other, Files.readString(other).replace("\"loss\":", "\"loss\":1"));
    trained();
    SweepResults after = sweep.run();
    assertEquals(2, trained());
    assertArrayEquals(before.values("λ B"), after.values("λ B"));
    assertEquals(2, after.messages().size());
    assertTrue(after.messages().get(0).contains("share = 0.1, seed 0 is damaged"), "" + after);
    assertTrue(after.messages().get(1).contains("history.json"), after.messages().get(1));
    assertTrue(Files.exists(store.resolve(before.runs().get(0).fingerprint() + ".damaged")));
    assertEquals(List.of(), sweep.run().messages());
    Table list = SweepStore.open(store).list();
    assertEquals(2, list.where(list.stringColumn("state").isEqualTo("damaged")).rowCount());
    assertEquals(2, SweepStore.open(store).pruneDamaged().runs());
    assertEquals(3, SweepStore.open(store).list().rowCount());
  }

  @Test
  void leftOversOfKilledProcessesAreCleanedUnlessSomebodyHoldsTheCell() throws Exception {
    Sweep sweep = sweep().vary("share", 0.1);
    String run = sweep.run().runs().get(0).fingerprint();
    Path left = Files.createDirectory(store.resolve(".writing-" + run + "-17"));
    Files.writeString(left.resolve("run.json"), "{");
    try (CellLock lock = new StoreFolder(store).tryLock(run).orElseThrow()) {
      sweep.run();
      assertTrue(Files.exists(left), "its writer may be at work");
    }
    sweep.run();
    assertFalse(Files.exists(left));
  }

  @Test
  void keptWeightsAreThoseOfTheRun() throws Exception {
    Sweep plain = sweep().vary("share", 0.2).seeds(5, 6);
    plain.run();
    trained();
    SweepRun kept = plain.keepWeights().run().runs().get(0);
    assertEquals(2, trained(), "there were none");
    plain.keepWeights().run();
    plain.run();
    assertEquals(0, trained());
    byte[] bytes = Files.readAllBytes(kept.weights().orElseThrow());
    try (Session session = Session.open().seed(5);
        Run alone =
            Templates.tiny(kept.point(), new Templates.Watched(() -> {}), STEPS)
                .session(session)
                .listener(p -> {})
                .train();
        Run started =
            DualTrainer.plain(Templates.DATA)
                .session(session)
                .denoiser(Pretrained.of(Templates.NETWORK, bytes, "store"))
                .learningRate(io.github.constraineddiffusion.trainer.LearningRate.constant(1e-30))
                .steps(1)
                .listener(p -> {})
                .train()) {
      NDArray x = session.manager().arange(10f).sin().reshape(5, 2);
      NDArray t = session.manager().arange(1f, 6f);
      assertArrayEquals(
          alone.denoiser().noise(x, t).toFloatArray(),
          started.rawDenoiser().noise(x, t).toFloatArray(),
          1e-6f);
    }
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
  void theStoreComparesAndPrunes() {
    SweepResults results = sweep().vary("share", 0.1, 0.2).set("dualStep", 0.05).seeds(2).run();
    SweepStore opened = SweepStore.open(store);
    assertEquals(4, opened.list().rowCount());
    Table diff =
        opened.diff(
            results.runs().get(0).fingerprint().substring(0, 12),
            results.runs().get(3).fingerprint());
    List<String> settings = diff.stringColumn("setting").asList();
    assertEquals(List.of("parameter share", "problem", "problem's fingerprint", "seed"), settings);
    assertEquals("0.1", diff.stringColumn(1).get(0));
    assertEquals("0.2", diff.stringColumn(2).get(0));
    assertRefused(() -> opened.run("zz"), "0 runs", "list()");
    assertRefused(() -> opened.run(""), "4 runs");
    assertEquals(0, opened.pruneOlderThan(java.time.Duration.ofDays(1)).runs());
    Pruned pruned = opened.keepOnly(results.where("share", 0.1));
    assertEquals(2, pruned.runs());
    assertTrue(pruned.bytes() > 1000, pruned.toString());
    assertEquals(2, opened.list().rowCount());
    trained();
    sweep().vary("share", 0.1, 0.2).set("dualStep", 0.05).seeds(2).run();
    assertEquals(2, trained());
    assertEquals(1, opened.prune(run -> run.seed() == 0 && run.value("share") == 0.1).runs());
    assertThrows(java.io.UncheckedIOException.class, () -> results.runs().get(0).history());
    assertRefused(() -> SweepStore.open(store.resolve("none")), "no folder");
  }

  @Test
  void twoThreadsShareTheWork() {
    Sweep sweep = sweep().vary("share", 0.1, 0.2, 0.3).seeds(2);
    var other = CompletableFuture.supplyAsync(sweep::run);
    SweepResults mine = sweep.run();
    SweepResults theirs = other.join();
    assertEquals(6, trained());
    assertEquals(mine.table().print(), theirs.table().print());
  }

  @Test
  void aLockIsForOneOnly() throws Exception {
    Path file = store.toRealPath().resolve("x.lock");
    CellLock first = CellLock.tryTake(file).orElseThrow();
    assertTrue(CellLock.tryTake(file).isEmpty());
    first.close();
    CellLock again = CellLock.tryTake(file).orElseThrow();
    again.delete();
    again.close();
    assertFalse(Files.exists(file));
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
