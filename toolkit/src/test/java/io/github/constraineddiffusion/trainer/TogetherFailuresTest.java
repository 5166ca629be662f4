package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.TogetherRuns.outputs;
import static io.github.constraineddiffusion.trainer.TogetherRuns.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One run of a batch fails, or all are interrupted. */
class TogetherFailuresTest {
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

  /** 400 samples at every step against 10 once: not the same seconds for both. */
  @Test
  void eachRunHasTheSecondsOfItsOwn() {
    try (Session session = Session.open()) {
      List<Run> runs =
          TogetherTraining.train(
              List.of(
                  tiny(session.seed(1), Problems.DATA, 0.2, 0.2)
                      .dual(DualSchedule.every(1).stepSize(0.05).samples(400)),
                  tiny(session.seed(2), Problems.DATA, 0.2, 0.2)
                      .dual(DualSchedule.every(50).stepSize(0.05).samples(10))));
      assertNotEquals(runs.get(0).seconds(), runs.get(1).seconds());
      assertTrue(runs.stream().allMatch(run -> run.seconds() > 0));
    }
  }

  @Test
  @Timeout(60)
  void anInterruptThatComesTooLateIsLeftToTheCaller() {
    Thread caller = Thread.currentThread();
    try (Session session = Session.open().threads(2)) {
      TrainingListener late =
          new TrainingListener() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public void finished(Progress progress) {
              while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              caller.interrupt();
            }
          };
      List<Run> runs =
          TogetherTraining.train(
              List.of(
                  tiny(session.seed(1), Problems.DATA, 0.2, 0.2),
                  tiny(session.seed(2), Problems.DATA, 0.2, 0.2).listener(late)));
      assertTrue(Thread.interrupted());
      assertTrue(runs.stream().noneMatch(Run::interrupted));
    }
  }
}
