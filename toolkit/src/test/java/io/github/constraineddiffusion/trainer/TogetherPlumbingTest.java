package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.TogetherRuns.mixed;
import static io.github.constraineddiffusion.trainer.TogetherRuns.tiny;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TrainingLease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Memory, threads, progress and refusals of runs that train together. */
class TogetherPlumbingTest {
  /** Memory: the number of live native arrays is the same at every report. */
  @Test
  void leavesNoArrayBehindInAnyStep() {
    try (Session session = Session.open()) {
      Set<Integer> counts = new HashSet<>();
      DualTrainer trainer =
          tiny(session, Problems.DATA, 0.2, 0.2)
              .steps(3000)
              .listener(
                  progress -> {
                    if (progress.step() > 10) {
                      counts.add(LiveArrays.count());
                    }
                  });
      // one run: with several threads a count would catch the others in the middle of a step
      TogetherTraining.train(List.of(trainer));
      assertEquals(1, counts.size(), counts.toString());
    }
  }

  @Test
  void leavesTheNumberOfThreadsAsItWas() throws Exception {
    try (Session session = Session.open()) {
      int before = session.threads();
      try {
        session.threads(3);
        TogetherTraining.train(mixed(session).stream().map(each -> each.steps(20)).toList());
        assertEquals(3, session.threads());
        int[] there = new int[1];
        Thread thread = new Thread(() -> there[0] = session.threads());
        thread.start();
        thread.join();
        assertEquals(3, there[0]);
      } finally {
        session.threads(before);
      }
    }
  }

  /** Where no run names a listener there is one display for all, and not one for each. */
  @Test
  void showsOneProgressForAllUnlessARunNamesItsOwn() {
    List<Progress> shown = new ArrayList<>();
    List<Progress> ended = new ArrayList<>();
    TrainingListeners.setDefault(
        () ->
            new TrainingListener() {
              @Override
              public void progress(Progress progress) {
                shown.add(progress);
              }

              @Override
              public void finished(Progress progress) {
                ended.add(progress);
              }
            });
    try (Session session = Session.open()) {
      DualTrainer trainer =
          DualTrainer.of(Problems.shares(0.2, 0.2))
              .session(session)
              .denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8))
              .batch(32)
              .steps(60);
      TogetherTraining.train(List.of(trainer, trainer.session(session.seed(1)), trainer));
      assertEquals(0, shown.get(0).step());
      assertEquals(1, ended.size());
      assertEquals("3 runs together", ended.get(0).name());
      assertEquals(60, ended.get(0).step());
      shown.clear();
      List<Progress> own = new ArrayList<>();
      TogetherTraining.train(List.of(trainer, trainer.name("named").listener(own::add)));
      assertTrue(shown.isEmpty());
      assertEquals("named", own.get(0).name());
    } finally {
      TrainingListeners.setDefault(ConsoleProgress::new);
    }
  }

  @Test
  void refusesWhatItCannotDoAndSaysWhatToDo() {
    try (Session session = Session.open()) {
      DualTrainer good = tiny(session, Problems.DATA, 0.2, 0.2);
      assertTrue(TogetherTraining.obstacle(good).isEmpty());
      DualTrainer block =
          good.denoiser(Denoiser.of("own", () -> ResidualMlp.builder().build(new Shape(2))));
      refused(good, block, "its network is own, not a residual MLP");
      refused(good, good.preconditioned(), "it is preconditioned");
      refused(good, good.checkpoints(Path.of("nowhere"), 5), "it writes checkpoints");
      refused(good, good.snapshots(5, look -> {}), "it shows snapshots");
      refused(
          good, good.primal(PrimalMode.SEPARATE_BATCHES), "it draws a batch for each constraint");
      AdamWConfig towards = AdamWConfig.defaults().withDecayTowardsStart(0.1);
      refused(good, good.optimizer(towards), "its weights decay towards the start");
      ShareMeasurement shares = Measurement.generatedShares(NearestMean.ofData());
      refused(good, good.measuredBy(shares), "its constraints are measured by generated shares");
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> TogetherTraining.train(List.of(good, good.batch(33))))
              .getMessage();
      assertTrue(message.contains("batch 32") && message.contains("batch 33"), message);
      assertFalse(TogetherTraining.sameShapes(List.of(good, good.batch(33))));
      assertTrue(TogetherTraining.sameShapes(mixed(session)));
      assertTrue(TogetherTraining.train(List.of()).isEmpty());
    }
  }

  private static void refused(DualTrainer good, DualTrainer bad, String why) {
    String said = TogetherTraining.obstacle(bad).orElseThrow();
    assertTrue(said.contains(why) && said.endsWith("Train it alone, by train()"), said);
    assertFalse(TogetherTraining.sameShapes(List.of(good, bad)));
    assertThrows(IllegalArgumentException.class, () -> TogetherTraining.train(List.of(good, bad)));
  }

  @Test
  void refusesASecondTrainingWhileOneRuns() {
    try (Session session = Session.open();
        TrainingLease lease = TrainingLease.take("another")) {
      List<DualTrainer> trainers = List.of(tiny(session, Problems.DATA, 0.2, 0.2));
      assertThrows(IllegalStateException.class, () -> TogetherTraining.train(trainers));
    }
  }
}
