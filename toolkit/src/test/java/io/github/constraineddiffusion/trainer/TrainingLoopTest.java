package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TrainingLease;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingLoopTest {

  @Test
  void stopsWithinOneStepWhenInterruptedAndTrainsAgain() {
    try (Session session = Session.open()) {
      CountingSource source =
          new CountingSource(
              batch -> {
                if (batch == 17) {
                  Thread.currentThread().interrupt();
                }
              });
      Run run = Problems.tiny(session, source).steps(100_000).train();
      assertTrue(run.interrupted());
      assertEquals(17, run.steps());
      assertFalse(Thread.currentThread().isInterrupted());
      try (NDManager scope = session.scope()) {
        NDArray x = scope.randomNormal(new Shape(4, 2));
        NDArray noise = run.denoiser().noise(x, scope.ones(new Shape(4)));
        assertTrue(Float.isFinite(noise.sum().getFloat()));
      }
      assertEquals(60, Problems.tiny(session).train().steps());
    }
  }

  @Test
  void refusesASecondTrainingWhileOneRuns() {
    try (Session session = Session.open();
        TrainingLease lease = TrainingLease.take("another")) {
      DualTrainer trainer = Problems.tiny(session);
      assertThrows(IllegalStateException.class, trainer::train);
    }
  }

  @Test
  void trainsOnAnotherThreadToTheSameNumbers() {
    try (Session session = Session.open().seed(4)) {
      float[] here = weights(Problems.tiny(session).train());
      float[] there =
          CompletableFuture.supplyAsync(() -> weights(Problems.tiny(session).train())).join();
      assertArrayEquals(here, there, 0);
      assertFalse(java.util.Arrays.equals(here, weights(Problems.tiny(session.seed(5)).train())));
    }
  }

  /** Memory: after a first run, the number of live native arrays is the same at every report. */
  @Test
  void leavesNoArrayBehindInAnyStep() {
    try (Session session = Session.open()) {
      java.util.Set<Integer> counts = new java.util.HashSet<>();
      Problems.tiny(session)
          .steps(3000)
          .learnedReferences(20)
          .listener(
              progress -> {
                if (progress.name().equals("constrained") && progress.step() > 10) {
                  counts.add(LiveArrays.count());
                }
              })
          .train();
      assertEquals(1, counts.size(), counts.toString());
    }
  }

  @Test
  void stopsAtANumberThatIsNotFiniteAndKeepsTheModelBefore() {
    SampleSource poisoned = new PoisonedSource(25);
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(poisoned)
            .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).minShare(0.2))
            .build();
    try (Session session = Session.open()) {
      DualTrainer trainer =
          DualTrainer.of(problem).session(session).batch(16).steps(100).listener(progress -> {});
      TrainingFailure failure =
          assertThrows(TrainingFailure.class, () -> trainer.unconstrained().train());
      assertTrue(failure.getMessage().contains("step 25 gave loss NaN"), failure.getMessage());
      assertEquals(24, failure.run().steps());
      for (float w : weights(failure.run())) {
        assertTrue(Float.isFinite(w));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void learnsWithEveryPredictionTypeAndWeighting(PredictionType prediction) {
    try (Session session = Session.open()) {
      Run run =
          Problems.tiny(session)
              .schedule(NoiseSchedule.cosine(50))
              .prediction(prediction)
              .weighting(LossWeighting.minSnr(5))
              .unconstrained()
              .steps(400)
              .batch(128)
              .train();
      var steps = run.history().steps();
      assertTrue(steps.get(steps.size() - 1).loss() < 0.8 * steps.get(0).loss());
    }
  }

  @Test
  void refusesBadSettingsWithValueLimitAndRemedy() {
    DualTrainer trainer = DualTrainer.of(Problems.shares(0.2, 0.2));
    assertThrows(IllegalArgumentException.class, () -> trainer.steps(0));
    assertThrows(IllegalArgumentException.class, () -> trainer.batch(-1));
    assertThrows(IllegalArgumentException.class, () -> trainer.ema(1));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.cosine(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> trainer.learnedReferences(0));
    assertThrows(IllegalArgumentException.class, trainer::resume);
  }

  @Test
  void refusesAnInfeasibleProblemBeforeTraining() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostNats(0.2))
            .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).atMostNats(0.2))
            .build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DualTrainer.of(problem).train());
    assertTrue(e.getMessage().contains("evenIfInfeasible()"), e.getMessage());
    assertTrue(e.getMessage().contains("B") && e.getMessage().contains("C"), e.getMessage());
  }

  @Test
  void warnsWhereSamplingWouldStartFromNoiseTheScheduleNeverReaches() {
    try (Session session = Session.open()) {
      Run run =
          Problems.tiny(session)
              .schedule(NoiseSchedule.linear(100, 1e-4, 0.02))
              .unconstrained()
              .steps(2)
              .train();
      assertEquals(1, run.warnings().size(), run.warnings().toString());
      assertTrue(run.toString().endsWith(", λ = 0, 1 warning: see warnings()"), run.toString());
    }
  }

  @Test
  void keepsTheNameOfAnUnconstrainedRunThatHasOne() {
    try (Session session = Session.open()) {
      DualTrainer trainer = Problems.tiny(session).steps(2);
      Run plain = trainer.unconstrained().train();
      assertEquals("unconstrained", plain.name());
      assertTrue(plain.toString().endsWith(", λ = 0"), plain.toString());
      assertEquals("baseline", trainer.name("baseline").unconstrained().train().name());
      assertEquals("baseline", trainer.unconstrained().name("baseline").train().name());
    }
  }

  @Test
  void printsAPlainProgressLineOutsideANotebook() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Session session = Session.open()) {
      Problems.tiny(session).listener(new ConsoleProgress(out)).train();
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("constrained: step 60 of 60"), text);
    assertTrue(text.contains("λ[B]"), text);
  }

  private static float[] weights(Run run) {
    try (NDManager scope = ai.djl.ndarray.NDManager.newBaseManager()) {
      float[] grid = new float[40];
      for (int i = 0; i < grid.length; i++) {
        grid[i] = (float) Math.sin(i);
      }
      return run.rawDenoiser()
          .noise(scope.create(grid, new Shape(20, 2)), scope.arange(1f, 21f))
          .toFloatArray();
    }
  }
}
