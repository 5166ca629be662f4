package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained run becomes a model on disk, from which another run begins. */
class WarmStartTest {
  @TempDir Path folder;

  private static DualTrainer trainer(Session session, NetworkFactory factory) {
    return DualTrainer.plain(TinyImages.of(session))
        .session(session)
        .denoiser(factory)
        .schedule(NoiseSchedule.uniformLogSnr(30, 6, -8))
        .prediction(PredictionType.V)
        .batch(16)
        .steps(20)
        .listener(progress -> {});
  }

  private static float[] noise(Session session, Denoiser denoiser) {
    try (NDManager scope = session.scope()) {
      NDArray x = scope.arange(32f).sin().reshape(new Shape(2, 1, 4, 4));
      return denoiser.noise(x, scope.create(new float[] {3, 28})).toFloatArray();
    }
  }

  @Test
  void aRunGoesOnFromAStoredModel() {
    try (Session session = Session.open().seed(5)) {
      NetworkFactory net =
          UNet.builder().channels(8, 8).groups(4).headChannels(8).bfloat16(session.bfloat16());
      Run first = trainer(session, net).train();
      DiffusionModel model = first.model();
      model.save(folder, false);
      assertEquals(20, model.card().steps());
      assertEquals(5, model.card().seed());
      assertTrue(model.card().training().contains("batch 16"), model.card().training());
      try (DiffusionModel stored = DiffusionModel.load(session, folder)) {
        assertEquals(PredictionType.V, stored.card().prediction());
        assertArrayEquals(noise(session, first.denoiser()), noise(session, stored.denoiser()), 0);
        assertArrayEquals(
            sample(first.sampler(Ddim.steps(5))), sample(stored.sampler(Ddim.steps(5))));
        Run warm =
            trainer(session, stored.factory())
                .learningRate(LearningRate.constant(1e-9))
                .steps(1)
                .train();
        assertArrayEquals(noise(session, first.denoiser()), noise(session, warm.denoiser()), 1e-3f);
        trainer(session, stored.factory()).checkpoints(folder.resolve("c"), 10).train();
        DualTrainer cold = trainer(session, net).checkpoints(folder.resolve("c"), 10);
        String message = assertThrows(IllegalArgumentException.class, cold::resume).getMessage();
        assertTrue(message.contains("starting from " + stored.card().sha256()), message);
      }
    }
  }

  private static float[] sample(io.github.constraineddiffusion.sampler.Sampler sampler) {
    try (NDArray drawn = sampler.sample(4)) {
      return drawn.toFloatArray();
    }
  }
}
