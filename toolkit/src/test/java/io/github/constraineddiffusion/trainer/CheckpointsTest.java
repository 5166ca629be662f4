package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.SelfSetting;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path folder;

  private static DualTrainer trainer(Session session) {
    return trainer(session, batch -> {});
  }

  private static DualTrainer trainer(Session session, IntConsumer atBatch) {
    return Problems.tiny(session, new CountingSource(atBatch))
        .dual(DualSchedule.every(3).update(new SelfSetting()).samples(10).averaging(0.3));
  }

  /** Weights, averages, multipliers and history: every number equal, none merely close. */
  @Test
  void resumesBitIdentically() {
    try (Session session = Session.open().seed(9)) {
      Run whole = trainer(session).train();
      Run first = trainer(session, batch -> interruptAt(batch, 31)).checkpoints(folder, 7).train();
      assertTrue(first.interrupted());
      assertEquals(31, first.steps());
      Run second = trainer(session).checkpoints(folder, 7).resume();
      assertArrayEquals(output(session, whole, true), output(session, second, true), 0);
      assertArrayEquals(output(session, whole, false), output(session, second, false), 0);
      assertArrayEquals(whole.lambda().values(), second.lambda().values(), 0);
      assertEquals(whole.history().duals().size(), second.history().duals().size());
      for (int i = 0; i < whole.history().duals().size(); i++) {
        DualRecord a = whole.history().duals().get(i);
        DualRecord b = second.history().duals().get(i);
        assertArrayEquals(a.lambda(), b.lambda(), 0);
        assertArrayEquals(a.measured(), b.measured(), 0);
      }
    }
  }

  /** The start is the weights of step 0, not those of the checkpoint. */
  @Test
  void resumesBitIdenticallyTowardsTheStart() {
    AdamWConfig pulled = AdamWConfig.defaults().withDecayTowardsStart(5);
    try (Session session = Session.open().seed(9)) {
      Run whole = trainer(session).optimizer(pulled).train();
      Run first =
          trainer(session, batch -> interruptAt(batch, 31))
              .optimizer(pulled)
              .checkpoints(folder, 7)
              .train();
      assertEquals(31, first.steps());
      Run second = trainer(session).optimizer(pulled).checkpoints(folder, 7).resume();
      assertArrayEquals(output(session, whole, false), output(session, second, false), 0);
      DualTrainer plain = trainer(session).checkpoints(folder, 7);
      String message = messageOf(plain::resume);
      assertTrue(message.contains("weightDecay=5.0 towards start"), message);
    }
  }

  /** A reference pulled back to its start would not be that of its data. */
  @Test
  void referencesAreNotPulledToTheirStart() {
    AdamWConfig pulled = AdamWConfig.defaults().withDecayTowardsStart(5);
    try (Session session = Session.open().seed(9)) {
      Run plain = trainer(session).learnedReferences(20).steps(10).train();
      Run run = trainer(session).optimizer(pulled).learnedReferences(20).steps(10).train();
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(
            output(session, plain.references().denoisers().get(i)),
            output(session, run.references().denoisers().get(i)),
            0);
      }
    }
  }

  @Test
  void keepsTheNewestTwoAndNoLeftOvers() throws IOException {
    try (Session session = Session.open()) {
      Files.createDirectories(folder.resolve(".writing-123"));
      trainer(session).checkpoints(folder, 20).train();
      assertEquals(List.of("checkpoint-00000040", "checkpoint-00000060"), names(folder));
    }
  }

  /** What a process leaves that is killed while it deletes an old checkpoint, or probes. */
  @Test
  void aHalfDeletedOldCheckpointIsInNobodysWay() throws IOException {
    try (Session session = Session.open()) {
      Run first = trainer(session, batch -> interruptAt(batch, 31)).checkpoints(folder, 7).train();
      assertEquals(31, first.steps());
      Files.delete(folder.resolve("checkpoint-00000028").resolve("tensors.safetensors"));
      Files.createFile(folder.resolve(".probe-17"));
      assertEquals(60, trainer(session).checkpoints(folder, 7).resume().steps());
      assertEquals(List.of("checkpoint-00000056", "checkpoint-00000060"), names(folder));
    }
  }

  @Test
  void refusesToStartOverARunThatIsThere() {
    try (Session session = Session.open()) {
      trainer(session).checkpoints(folder, 20).train();
      DualTrainer again = trainer(session).checkpoints(folder, 20);
      String message = messageOf(again::train);
      assertTrue(message.contains("at step 60") && message.contains("resume()"), message);
    }
  }

  @Test
  void refusesOtherSettingsAndNamesBoth() {
    try (Session session = Session.open()) {
      trainer(session).checkpoints(folder, 20).train();
      String message = messageOf(() -> trainer(session).batch(33).checkpoints(folder, 20).resume());
      assertTrue(message.contains("other settings:\n  there batch 32, here batch 33\n"), message);
      String seed = messageOf(() -> trainer(session.seed(1)).checkpoints(folder, 20).resume());
      assertTrue(seed.contains("other settings:\n  there seed 0, here seed 1\n"), seed);
      String plain =
          messageOf(() -> trainer(session).unconstrained().checkpoints(folder, 20).resume());
      assertTrue(plain.contains(", here unconstrained\n  there measured in "), plain);
      assertTrue(plain.contains(", here nothing\nResume"), plain);
    }
  }

  @Test
  void refusesATruncatedATamperedAndAnEmptyCheckpointAndTakesTheOneBefore() throws IOException {
    try (Session session = Session.open()) {
      Run whole = trainer(session).checkpoints(folder, 20).train();
      Path newest = folder.resolve("checkpoint-00000060");
      Path tensors = newest.resolve("tensors.safetensors");
      byte[] good = Files.readAllBytes(tensors);
      Files.write(tensors, java.util.Arrays.copyOf(good, good.length - 7));
      String truncated = messageOf(() -> trainer(session).checkpoints(folder, 20).resume());
      assertTrue(truncated.contains("damaged") && truncated.contains("SHA-256"), truncated);
      byte[] tampered = good.clone();
      tampered[good.length / 2] ^= 1;
      Files.write(tensors, tampered);
      assertTrue(
          messageOf(() -> trainer(session).checkpoints(folder, 20).resume()).contains("SHA-256"));
      Files.write(tensors, good);
      Files.writeString(newest.resolve("manifest.json"), "{\"format\": 1,");
      assertTrue(
          messageOf(() -> trainer(session).checkpoints(folder, 20).resume())
              .contains("manifest.json cannot be read"));
      CheckpointFiles.deleteTree(newest);
      Run resumed = trainer(session).checkpoints(folder, 20).resume();
      assertArrayEquals(output(session, whole, true), output(session, resumed, true), 0);
    }
  }

  @Test
  void refusesAFolderThatCannotBeWrittenBeforeAnyStep() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "not a folder");
    try (Session session = Session.open()) {
      String message = messageOf(() -> trainer(session).checkpoints(file, 5).train());
      assertTrue(message.contains("cannot write checkpoints into"), message);
    }
  }

  /** The folder becomes unwritable in mid-run: training stops, keeps the model, harms nothing. */
  @Test
  void keepsModelAndOldCheckpointsWhenWritingFails() throws IOException {
    Path work = folder.resolve("work");
    Path moved = folder.resolve("moved");
    try (Session session = Session.open()) {
      DualTrainer trainer =
          trainer(session, batch -> replaceByFileAt(batch, 8, work, moved)).checkpoints(work, 5);
      TrainingFailure failure = assertThrows(TrainingFailure.class, trainer::train);
      assertTrue(failure.getMessage().contains("cannot write the checkpoint"));
      assertEquals(10, failure.run().steps());
      Files.delete(work);
      Files.move(moved, work);
      assertEquals(60, trainer(session).checkpoints(work, 5).resume().steps());
    }
  }

  private static void replaceByFileAt(int batch, int at, Path work, Path moved) {
    if (batch == at) {
      try {
        Files.move(work, moved);
        Files.writeString(work, "in the way");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void interruptAt(int batch, int at) {
    if (batch == at) {
      Thread.currentThread().interrupt();
    }
  }

  private static String messageOf(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static float[] output(Session session, Run run, boolean averaged) {
    return output(session, averaged ? run.denoiser() : run.rawDenoiser());
  }

  private static float[] output(Session session, Denoiser denoiser) {
    try (NDManager scope = session.scope()) {
      NDArray x = scope.arange(40f).sin().reshape(new Shape(20, 2));
      NDArray t = scope.arange(1f, 21f);
      return denoiser.noise(x, t).toFloatArray();
    }
  }
}
