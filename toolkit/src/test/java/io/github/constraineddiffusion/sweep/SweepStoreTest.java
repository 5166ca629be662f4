package io.github.constraineddiffusion.sweep;

import static io.github.constraineddiffusion.sweep.SweepPointTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** What is kept in the folder, and what goes. */
class SweepStoreTest extends SweepCase {
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
  void aRunThatASweepWorksOnIsNotPruned() throws Exception {
    String run = sweep().vary("share", 0.1).run().runs().get(0).fingerprint();
    SweepStore opened = SweepStore.open(store);
    try (CellLock lock = new StoreFolder(store).tryLock(run).orElseThrow()) {
      assertEquals(new Pruned(0, 0, 1), opened.prune(each -> true));
      assertEquals(1, opened.list().rowCount());
    }
    assertEquals(1, opened.prune(each -> true).runs());
  }

  @Test
  void aRunThatEndsWhileTheListIsMadeIsNotDamaged() throws Exception {
    Sweep one = sweep().vary("share", 0.1);
    one.run();
    StoreFolder folder = new StoreFolder(store);
    var before = folder.contents();
    sweep().vary("share", 0.1, 0.2).run();
    Table list = StoreTables.list(folder, before);
    assertEquals(List.of("done"), list.stringColumn("state").asList());
    SweepStore.open(store).prune(run -> true);
    assertEquals(
        0, StoreTables.list(folder, before).doubleColumn("kB").get(0), "it went meanwhile");
    assertEquals(0, SweepStore.open(store).list().rowCount());
  }

  @Test
  void aFailureDoesNotReplaceWhatIsFinished() {
    Sweep plain = sweep().vary("share", 0.1);
    SweepRun finished = plain.run().runs().get(0);
    Sweep failing =
        sweep(
                point ->
                    Templates.tiny(
                        point,
                        new Templates.Watched(
                            () -> {
                              throw new IllegalArgumentException("the data are gone");
                            }),
                        STEPS))
            .vary("share", 0.1)
            .keepWeights();
    assertEquals("the data are gone", failing.run().failed().get(0).message());
    trained();
    assertEquals(finished.finished(), plain.run().runs().get(0).finished());
    assertEquals(0, trained());
  }

  /** Between the choice and the removal a sweep may have made the run again. */
  @Test
  void whatIsPrunedIsAskedForAgainUnderItsLock() {
    sweep().vary("share", 0.1).run();
    SweepStore opened = SweepStore.open(store);
    var asked = new AtomicInteger();
    assertEquals(new Pruned(0, 0, 0), opened.prune(run -> asked.incrementAndGet() == 1));
    assertEquals(2, asked.get());
    assertEquals(1, opened.list().rowCount());
  }
}
