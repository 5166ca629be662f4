package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescribeTest {
  @Test
  void everySettingThatChangesTheNumbersChangesTheDescription() {
    try (Session session = Session.open().seed(4)) {
      DualTrainer base = Problems.tiny(session);
      Map<String, DualTrainer> others = new LinkedHashMap<>();
      others.put("seed", base.session(session.seed(5)));
      others.put("denoiser", base.denoiser(ResidualMlp.builder().width(17)));
      others.put("preconditioned", base.preconditioned());
      others.put("schedule", base.schedule(NoiseSchedule.uniformLogSnr(50, 8, -8)));
      others.put("prediction", base.prediction(PredictionType.V));
      others.put("dual", base.dual(DualSchedule.every(5).stepSize(0.06).samples(10)));
      others.put("measured", base.measuredBy(Measurement.nats().upTo(1)));
      others.put("primal", base.primal(PrimalMode.SEPARATE_BATCHES));
      others.put("rate", base.learningRate(LearningRate.cosine(2e-3)));
      others.put("optimizer", base.optimizer(AdamWConfig.defaults().withWeightDecay(0.1)));
      others.put("ema", base.ema(0.9));
      others.put("batch", base.batch(33));
      others.put("steps", base.steps(61));
      others.put("references", base.learnedReferences(10));
      others.put("unconstrained", base.unconstrained());
      others.put("data", Problems.tiny(session, Problems.DATA.only(0)));
      others.put(
          "threshold", DualTrainer.of(Problems.shares(0.2, 0.21)).session(session).steps(60));
      Map<Map<String, Object>, String> seen = new LinkedHashMap<>();
      seen.put(base.describe(), "base");
      others.forEach(
          (name, trainer) -> assertEquals(null, seen.put(trainer.describe(), name), name));
      assertEquals(base.describe(), Problems.tiny(session).name("other").describe());
      assertEquals(base.describe(), base.checkpoints(Path.of("x"), 3).describe());
    }
  }

  @Test
  void aTrainerWithoutSessionIsDescribedAsOnItsOwn() {
    DualTrainer without = DualTrainer.of(Problems.shares(0.2, 0.2)).steps(3);
    assertEquals(Optional.empty(), without.session());
    try (Session session = Session.open()) {
      assertEquals(without.session(session).describe(), without.describe());
      assertEquals(Optional.of(session), without.session(session).session());
      assertNotEquals(without.session(session.seed(1)).describe(), without.describe());
    }
    assertEquals("3", without.describe().get("steps"));
    assertTrue(without.describe().get("dual") instanceof Map, "in its parts");
    assertEquals(
        List.of("objective", "B", "B, reference", "C", "C, reference"),
        List.copyOf(((Map<?, ?>) without.describe().get("data")).keySet()));
    assertEquals(
        Optional.of(Path.of("x")), without.checkpoints(Path.of("x"), 3).checkpointFolder());
  }
}
