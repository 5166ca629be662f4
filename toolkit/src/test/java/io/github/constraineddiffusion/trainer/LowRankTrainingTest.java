package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.LowRank;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stored model is fine-tuned by adapters, and becomes a model again. */
class LowRankTrainingTest {
  private static final Session SESSION = Session.open().seed(5);

  @TempDir static Path folder;

  private static DiffusionModel pretrained;

  @BeforeAll
  static void train() {
    NetworkFactory net =
        UNet.builder()
            .channels(8, 8)
            .groups(4)
            .headChannels(8)
            .classes(2)
            .bfloat16(SESSION.bfloat16());
    trainer(net).train().model().save(folder.resolve("base"), false);
    pretrained = DiffusionModel.load(SESSION, folder.resolve("base"));
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static LowRank adapters() {
    return LowRank.of(pretrained.factory()).rank(2).alpha(4);
  }

  private static DualTrainer trainer(NetworkFactory factory) {
    return DualTrainer.plain(TinyImages.of(SESSION))
        .session(SESSION)
        .denoiser(factory)
        .schedule(NoiseSchedule.uniformLogSnr(30, 6, -8))
        .learningRate(LearningRate.constant(5e-3))
        .batch(16)
        .steps(20)
        .listener(progress -> {});
  }

  private static float[] noise(Denoiser denoiser) {
    try (NDManager scope = SESSION.scope()) {
      NDArray x = scope.arange(32f).sin().reshape(new Shape(2, 1, 4, 4));
      return denoiser.noise(x, scope.create(new float[] {3, 28})).toFloatArray();
    }
  }

  @Test
  void aRunOfAdaptersIsSavedAsAnOrdinaryModel() {
    Run run = trainer(adapters()).train();
    DiffusionModel model = run.model();
    model.save(folder.resolve("merged"), false);
    try (DiffusionModel merged = DiffusionModel.load(SESSION, folder.resolve("merged"))) {
      assertArrayEquals(noise(run.denoiser()), noise(merged.denoiser()), 1e-5f);
      assertArrayEquals(noise(model.guided(1, 2)), noise(merged.guided(1, 2)), 1e-5f);
      assertFalse(Arrays.equals(noise(pretrained.denoiser()), noise(merged.denoiser())));
      assertEquals(pretrained.parameters(), merged.parameters());
      assertEquals(pretrained.parameters(), model.parameters());
      assertTrue(run.parameters() < pretrained.parameters() / 2, run.parameters() + " weights");
      try (NDArray a = model.sampler(Ddim.steps(4)).sample(3);
          NDArray b = merged.sampler(Ddim.steps(4)).sample(3)) {
        assertArrayEquals(a.toFloatArray(), b.toFloatArray(), 1e-4f);
      }
      Run again =
          trainer(LowRank.of(model.factory()))
              .learningRate(LearningRate.constant(1e-12))
              .steps(1)
              .train();
      assertArrayEquals(noise(model.denoiser()), noise(again.denoiser()), 1e-5f);
    }
  }

  @Test
  void adaptersAreKeptAlone() throws IOException {
    Run run = trainer(adapters().layers("resnets", "attentions")).train();
    Path file = folder.resolve("new").resolve("adapters.safetensors");
    run.model().saveAdapters(file);
    assertTrue(
        Files.size(file)
            < Files.size(folder.resolve("base").resolve("diffusion_pytorch_model.safetensors")));
    Run warm =
        trainer(LowRank.load(pretrained.factory(), file))
            .learningRate(LearningRate.constant(1e-12))
            .steps(1)
            .train();
    assertArrayEquals(noise(run.denoiser()), noise(warm.denoiser()), 1e-6f);
    String message =
        assertThrows(IllegalStateException.class, () -> pretrained.saveAdapters(file)).getMessage();
    assertTrue(message.contains("UNet has no adapters"), message);
  }

  @Test
  void checkpointsHoldAdaptersAndTheirSettings() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    Run whole = trainer(adapters()).train();
    trainer(adapters()).checkpoints(checkpoints, 10).train();
    Path last = checkpoints.resolve("checkpoint-00000020");
    try (NDManager scope = SESSION.scope()) {
      byte[] tensors = Files.readAllBytes(last.resolve("tensors.safetensors"));
      long saved =
          TensorFile.decode(scope, tensors).entrySet().stream()
              .filter(entry -> entry.getKey().startsWith("p/"))
              .mapToLong(entry -> entry.getValue().size())
              .sum();
      assertEquals(whole.parameters(), saved);
    }
    try (Stream<Path> files = Files.walk(last)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    Run resumed = trainer(adapters()).checkpoints(checkpoints, 10).resume();
    assertArrayEquals(noise(whole.denoiser()), noise(resumed.denoiser()), 0);
    for (LowRank other : List.of(adapters().alpha(2), adapters().layers("conv"))) {
      DualTrainer wrong = trainer(other).checkpoints(checkpoints, 10);
      String message = assertThrows(IllegalArgumentException.class, wrong::resume).getMessage();
      assertTrue(message.contains("rank 2"), message);
    }
  }

  private static Run plane(SampleSource data) {
    return DualTrainer.plain(data)
        .session(SESSION)
        .denoiser(LowRank.of(ResidualMlp.builder().width(8).blocks(1)))
        .batch(8)
        .steps(40)
        .listener(progress -> {})
        .train();
  }

  /** The number of live native arrays is the same at every batch. */
  @Test
  void stepsLeaveNothingBehind() {
    List<Integer> counts = new ArrayList<>();
    plane(new CountingSource(batch -> counts.add(LiveArrays.count()))).close();
    assertEquals(40, counts.size());
    assertEquals(1, counts.stream().skip(1).distinct().count(), counts.toString());
  }

  @Test
  void onlyUNetsAreSaved() {
    DiffusionModel model = plane(Problems.DATA).model();
    String message =
        assertThrows(IllegalStateException.class, () -> model.save(folder.resolve("no"), false))
            .getMessage();
    assertTrue(message.contains("ResidualMlp"), message);
  }
}
