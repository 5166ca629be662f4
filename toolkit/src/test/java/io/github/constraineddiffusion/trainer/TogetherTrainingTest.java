package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.NuPi;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every run of a batch against the same run alone. */
class TogetherTrainingTest {
  private static final double SAME = 1e-4;

  private static DualTrainer tiny(Session session, SampleSource data, double b, double c) {
    return DualTrainer.of(Problems.shares(data, b, c))
        .session(session)
        .denoiser(ResidualMlp.builder().width(16).blocks(2).embedding(8))
        .batch(32)
        .steps(60)
        .learningRate(LearningRate.cosine(3e-3).withWarmUp(10))
        .dual(DualSchedule.every(5).stepSize(0.05).samples(10).averaging())
        .listener(progress -> {});
  }

  /** Own thresholds, data, learning rates, dual schedules, seeds; one without constraints. */
  private static List<DualTrainer> mixed(Session session) {
    SampleSource points = PointSet.of(new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}});
    return List.of(
        tiny(session.seed(1), Problems.DATA, 0.2, 0.2),
        tiny(session.seed(2), Problems.DATA, 0.1, 0.3).learningRate(LearningRate.constant(1e-3)),
        tiny(session.seed(2), Problems.DATA.withWeights(0.5, 0.3, 0.2), 0.3, 0.3),
        tiny(session.seed(3), Problems.DATA, 0.2, 0.2).unconstrained(),
        tiny(session.seed(4), points, 0.2, 0.2)
            .dual(DualSchedule.every(3).stepSize(0.2).samples(8).update(NuPi.withDefaults())));
  }

  @Test
  void equalsEachRunAlone() {
    try (Session session = Session.open()) {
      assertSame(mixed(session));
    }
  }

  /** As large as in the plane: other products than those of small networks. */
  @Test
  void equalsEachRunAloneWithTheUsualNetwork() {
    try (Session session = Session.open()) {
      assertSame(
          mixed(session).subList(0, 2).stream()
              .map(trainer -> trainer.denoiser(ResidualMlp.builder()).batch(64).steps(25))
              .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 300})
  void equalsEachRunAloneAtAnyBatch(int batch) {
    try (Session session = Session.open()) {
      assertSame(mixed(session).stream().map(trainer -> trainer.batch(batch).steps(12)).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void equalsEachRunAloneWithEveryPredictionAndWeighting(PredictionType prediction) {
    try (Session session = Session.open()) {
      assertSame(
          mixed(session).stream()
              .map(
                  trainer ->
                      trainer
                          .steps(30)
                          .schedule(NoiseSchedule.cosine(50))
                          .prediction(prediction)
                          .weighting(LossWeighting.minSnr(5))
                          .optimizer(new AdamWConfig(0.8, 0.99, 1e-6, 0.3, 0.05, false))
                          .ema(0.9))
              .toList());
    }
  }

  @Test
  void equalsEachRunAloneWithLearnedReferencesAndThresholdsInLoss() {
    try (Session session = Session.open()) {
      ConstrainedProblem inLoss =
          ConstrainedProblem.minimizeKlTo(Problems.DATA)
              .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostLoss(0.3))
              .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).minShare(0.2))
              .build();
      DualTrainer learned = tiny(session.seed(1), Problems.DATA, 0.2, 0.2).learnedReferences(20);
      DualTrainer loss =
          DualTrainer.of(inLoss)
              .session(session.seed(2))
              .denoiser(ResidualMlp.builder().width(16).blocks(2).embedding(8))
              .batch(32)
              .steps(60)
              .dual(DualSchedule.every(5).samples(10))
              .listener(progress -> {});
      assertSame(List.of(learned, loss));
    }
  }

  private static void assertSame(List<DualTrainer> trainers) {
    List<Run> together = TogetherTraining.train(trainers);
    for (int i = 0; i < trainers.size(); i++) {
      Run alone = trainers.get(i).train();
      Run run = together.get(i);
      assertEquals(alone.steps(), run.steps());
      assertEquals(alone.warnings(), run.warnings());
      assertFalse(run.interrupted());
      assertTrue(run.failure().isEmpty());
      assertArrayEquals(alone.lambda().values(), run.lambda().values(), SAME);
      assertSame(alone.history(), run.history());
      assertArrayEquals(outputs(alone.rawDenoiser()), outputs(run.rawDenoiser()), 1e-4f);
      assertArrayEquals(outputs(alone.denoiser()), outputs(run.denoiser()), 1e-4f);
    }
  }

  private static void assertSame(RunHistory alone, RunHistory together) {
    assertEquals(alone.steps().size(), together.steps().size());
    for (int k = 0; k < alone.steps().size(); k++) {
      StepRecord a = alone.steps().get(k);
      StepRecord b = together.steps().get(k);
      assertEquals(a.step(), b.step());
      assertEquals(a.learningRate(), b.learningRate());
      assertEquals(a.loss(), b.loss(), SAME);
      assertEquals(a.gradientNorm(), b.gradientNorm(), SAME * Math.max(1, a.gradientNorm()));
    }
    assertEquals(alone.duals().size(), together.duals().size());
    for (int k = 0; k < alone.duals().size(); k++) {
      DualRecord a = alone.duals().get(k);
      DualRecord b = together.duals().get(k);
      assertEquals(a.step(), b.step());
      assertArrayEquals(a.lambda(), b.lambda(), SAME);
      assertArrayEquals(a.measured(), b.measured(), SAME);
      assertArrayEquals(a.threshold(), b.threshold());
    }
  }

  /** At points and levels that have nothing to do with training. */
  private static float[] outputs(Denoiser denoiser) {
    try (NDManager scope = NDManager.newBaseManager()) {
      float[] grid = new float[40];
      for (int i = 0; i < grid.length; i++) {
        grid[i] = (float) Math.sin(i);
      }
      return denoiser
          .noise(scope.create(grid, new Shape(20, 2)), scope.arange(1f, 21f))
          .toFloatArray();
    }
  }

  @Test
  void aRunThatMeetsANumberThatIsNotFiniteFailsAndTheOthersGoOn() {
    try (Session session = Session.open()) {
      List<DualTrainer> trainers =
          List.of(
              tiny(session.seed(1), Problems.DATA, 0.2, 0.2).unconstrained(),
              poisoned(session).name("bad").unconstrained(),
              tiny(session.seed(3), Problems.DATA, 0.2, 0.2));
      List<Run> runs = TogetherTraining.train(trainers);
      Run bad = runs.get(1);
      String why = bad.failure().orElseThrow();
      assertTrue(why.startsWith("bad: step 25 gave loss NaN"), why);
      assertEquals(24, bad.steps());
      assertTrue(bad.interrupted());
      assertTrue(bad.toString().contains(", failed"), bad.toString());
      TrainingFailure alone =
          assertThrows(TrainingFailure.class, () -> poisoned(session).unconstrained().train());
      assertEquals(alone.getMessage(), alone.run().failure().orElseThrow());
      assertArrayEquals(outputs(alone.run().denoiser()), outputs(bad.denoiser()), 1e-4f);
      for (int i : new int[] {0, 2}) {
        assertEquals(60, runs.get(i).steps());
        assertArrayEquals(
            outputs(trainers.get(i).train().denoiser()), outputs(runs.get(i).denoiser()), 1e-4f);
      }
    }
  }

  private static DualTrainer poisoned(Session session) {
    return tiny(session.seed(2), new PoisonedSource(25), 0.2, 0.2);
  }

  @Test
  void aConstraintThatIsNotANumberFailsItsRunAlone() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(
                KlConstraint.to("B", Problems.DATA.only(1))
                    .minShare(0.2)
                    .reference((x, t) -> x.div(x.zerosLike()).mul(x.zerosLike())))
            .build();
    try (Session session = Session.open()) {
      DualTrainer good = tiny(session, Problems.DATA, 0.2, 0.2);
      DualTrainer bad =
          DualTrainer.of(problem)
              .session(session)
              .denoiser(ResidualMlp.builder().width(16).blocks(2).embedding(8))
              .batch(32)
              .steps(60)
              .listener(progress -> {});
      List<Run> runs = TogetherTraining.train(List.of(good, bad));
      assertEquals(60, runs.get(0).steps());
      assertEquals(5, runs.get(1).steps());
      assertTrue(runs.get(1).failure().orElseThrow().contains("\"B\" was measured as NaN"));
    }
  }

  @Test
  void stopsAllWithinOneStepWhenInterrupted() {
    Thread caller = Thread.currentThread();
    try (Session session = Session.open()) {
      SampleSource source =
          new CountingSource(
              batch -> {
                if (batch == 17) {
                  caller.interrupt();
                }
              });
      List<DualTrainer> trainers = new ArrayList<>();
      trainers.add(tiny(session, source, 0.2, 0.2).unconstrained().steps(1_000_000));
      for (int seed = 1; seed < 4; seed++) {
        DualTrainer other = tiny(session.seed(seed), Problems.DATA, 0.2, 0.2);
        trainers.add(other.unconstrained().steps(1_000_000));
      }
      List<Run> runs = TogetherTraining.train(trainers);
      assertEquals(17, runs.get(0).steps());
      for (Run run : runs) {
        assertTrue(run.interrupted());
        assertTrue(run.failure().isEmpty());
        assertTrue(Float.isFinite(outputs(run.denoiser())[0]));
      }
      assertFalse(Thread.currentThread().isInterrupted());
      assertEquals(
          60,
          TogetherTraining.train(List.of(tiny(session, Problems.DATA, 0.2, 0.2))).get(0).steps());
    }
  }

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
