package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  @TempDir Path folder;

  /** Sampling in the look takes numbers from the engine's generator, and resets its seed. */
  private static void sampleAndDraw(Session session, Snapshot snapshot) {
    try (NDArray drawn = snapshot.sampler(Ddpm.ancestral()).sample(5);
        NDArray more = session.manager().randomNormal(new Shape(7))) {
      assertEquals(new Shape(5, 2), drawn.getShape());
      assertFalse(GradMode.isOn());
    }
  }

  @Test
  void lookingLeavesTheNumbersOfTheRunAsTheyAre() {
    try (Session session = Session.open().seed(3)) {
      List<Integer> steps = new ArrayList<>();
      Run without = Problems.tiny(session).train();
      Run looked =
          Problems.tiny(session)
              .snapshots(
                  7,
                  s -> {
                    steps.add(s.step());
                    sampleAndDraw(session, s);
                  })
              .train();
      assertEquals(List.of(7, 14, 21, 28, 35, 42, 49, 56, 60), steps);
      assertArrayEquals(raw(session, without), raw(session, looked), 0);
      assertArrayEquals(output(session, without.denoiser()), output(session, looked.denoiser()), 0);
      assertArrayEquals(without.lambda().values(), looked.lambda().values(), 0);
    }
  }

  private static float[] raw(Session session, Run run) {
    return output(session, run.rawDenoiser());
  }

  /** What is shown at step 20 is what a run leaves that is interrupted there. */
  @Test
  void showsTheAveragedModelOfItsStep() {
    try (Session session = Session.open().seed(4)) {
      List<float[]> shown = new ArrayList<>();
      List<double[]> lambda = new ArrayList<>();
      Run stopped =
          Problems.tiny(session)
              .snapshots(
                  20,
                  s -> {
                    shown.add(output(session, s.denoiser()));
                    lambda.add(s.lambda().values());
                    assertEquals(20, s.model().card().steps());
                    Thread.currentThread().interrupt();
                  })
              .train();
      assertTrue(stopped.interrupted());
      assertEquals(20, stopped.steps());
      assertEquals(1, shown.size());
      assertArrayEquals(output(session, stopped.denoiser()), shown.get(0), 0);
      assertArrayEquals(stopped.lambda().values(), lambda.get(0), 0);
    }
  }

  @Test
  void aSnapshotIsGoneAfterTheLookAndClosingItsModelLeavesTheRun() {
    try (Session session = Session.open()) {
      List<Denoiser> kept = new ArrayList<>();
      Run run =
          Problems.tiny(session)
              .snapshots(
                  30,
                  s -> {
                    kept.add(s.denoiser());
                    s.model().close();
                  })
              .train();
      assertEquals(2, kept.size());
      assertThrows(IllegalStateException.class, () -> output(session, kept.get(0)));
      assertTrue(Float.isFinite(output(session, run.denoiser())[0]));
    }
  }

  @Test
  void leavesNoArrayBehind() {
    try (Session session = Session.open()) {
      Set<Integer> counts = new HashSet<>();
      Problems.tiny(session)
          .steps(300)
          .snapshots(
              10,
              s -> {
                if (s.step() > 20) {
                  counts.add(LiveArrays.count());
                }
                sampleAndDraw(session, s);
              })
          .train();
      assertEquals(1, counts.size(), counts.toString());
    }
  }

  /** Holds however slow the machine: what is slept is in the wall's time and not in the run's. */
  @Test
  void timeOfTheLookIsNotTheRuns() {
    try (Session session = Session.open()) {
      List<Double> seconds = new ArrayList<>();
      long begun = System.nanoTime();
      Run run =
          Problems.tiny(session)
              .snapshots(
                  20,
                  s -> {
                    seconds.add(s.seconds());
                    sleep(300);
                  })
              .train();
      double wall = (System.nanoTime() - begun) / 1e9;
      assertTrue(run.seconds() <= wall - 0.9, run.seconds() + " of " + wall);
      assertTrue(seconds.get(2) <= run.seconds() && seconds.get(0) < seconds.get(1), "" + seconds);
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExceptionStopsTrainingAndLosesNothing() {
    try (Session session = Session.open().seed(6)) {
      boolean recording = GradMode.isOn();
      var broken = new UnsupportedOperationException("no disk");
      DualTrainer trainer = Problems.tiny(session).checkpoints(folder, 15);
      TrainingFailure failure =
          assertThrows(
              TrainingFailure.class,
              () ->
                  trainer
                      .snapshots(
                          15,
                          s -> {
                            if (s.step() == 30) {
                              throw broken;
                            }
                          })
                      .train());
      assertSame(broken, failure.getCause());
      assertTrue(failure.getMessage().contains("snapshot of step 30 failed"));
      assertEquals(30, failure.run().steps());
      assertTrue(Float.isFinite(output(session, failure.run().denoiser())[0]));
      assertEquals(recording, GradMode.isOn());
      List<Integer> steps = new ArrayList<>();
      Run resumed = trainer.snapshots(20, s -> steps.add(s.step())).resume();
      assertEquals(List.of(40, 60), steps);
      Run whole = Problems.tiny(session).train();
      assertArrayEquals(raw(session, whole), raw(session, resumed), 0);
    }
  }

  /** As when the stop button is pressed while the look samples. */
  @Test
  void samplingThatIsInterruptedInTheLookStopsTheRun() {
    try (Session session = Session.open()) {
      Run run =
          Problems.tiny(session)
              .snapshots(
                  10,
                  s -> {
                    Thread.currentThread().interrupt();
                    s.sampler(Ddim.steps(5)).sample(3).close();
                  })
              .train();
      assertTrue(run.interrupted());
      assertEquals(10, run.steps());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void referencesAreNotShown() {
    try (Session session = Session.open()) {
      Set<String> names = new HashSet<>();
      Problems.tiny(session).learnedReferences(20).snapshots(5, s -> names.add(s.name())).train();
      assertEquals(Set.of("constrained"), names);
      DualTrainer trainer = Problems.tiny(session);
      assertThrows(IllegalArgumentException.class, () -> trainer.snapshots(0, s -> {}));
    }
  }

  private static float[] output(Session session, Denoiser denoiser) {
    try (NDManager scope = session.scope();
        GradMode off = GradMode.off()) {
      NDArray x = scope.arange(40f).sin().reshape(new Shape(20, 2));
      return denoiser.noise(x, scope.arange(1f, 21f)).toFloatArray();
    }
  }
}
