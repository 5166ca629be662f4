package io.github.constraineddiffusion.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionTest {

  @Test
  void givesTheSameNumbersForTheSameSeedAndPlace() {
    try (Session session = Session.open().seed(7);
        NDManager scope = session.scope()) {
      StepRandom first = session.random(1, 2);
      float[] noise = scope.randomNormal(new Shape(5)).toFloatArray();
      long choice = first.nextLong();
      StepRandom again = session.random(1, 2);
      assertArrayEquals(noise, scope.randomNormal(new Shape(5)).toFloatArray());
      assertEquals(choice, again.nextLong());
      session.random(1, 3);
      assertNotEquals(noise[0], scope.randomNormal(new Shape(5)).toFloatArray()[0]);
      session.seed(8).random(1, 2);
      assertNotEquals(noise[0], scope.randomNormal(new Shape(5)).toFloatArray()[0]);
    }
  }

  @Test
  void refusesAGpuThatIsNotThereAndSaysWhatToAdd() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Session.requireGpu(0));
    assertTrue(e.getMessage().contains("pytorch-native-cu128:2.7.1"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Session.open("tpu"));
    assertThrows(IllegalArgumentException.class, () -> Session.open().threads(0));
  }

  @Test
  void letsOneTrainingRunAtATime() {
    try (TrainingLease lease = TrainingLease.take("first")) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> TrainingLease.take("second"));
      assertTrue(e.getMessage().contains("\"first\" has been training"), e.getMessage());
    }
    TrainingLease.take("third").close();
  }

  /** The engine's switch is local to the thread; pooled threads start with it on. */
  @Test
  void switchesGradientsOffOnAnyThreadAndBack() {
    CompletableFuture.runAsync(
            () -> {
              try (GradMode on = GradMode.on()) {
                try (GradMode off = GradMode.off()) {
                  assertFalse(GradMode.isOn());
                }
                assertTrue(GradMode.isOn());
              }
            })
        .join();
  }
}
