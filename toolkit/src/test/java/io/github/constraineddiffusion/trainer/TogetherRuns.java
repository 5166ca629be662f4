package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.NuPi;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;

/** Runs that train together, and their comparison with the same runs alone. */
final class TogetherRuns {
  private static final double SAME = 1e-4;

  private TogetherRuns() {}

  static DualTrainer tiny(Session session, SampleSource data, double b, double c) {
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
  static List<DualTrainer> mixed(Session session) {
    SampleSource points = PointSet.of(new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}});
    return List.of(
        tiny(session.seed(1), Problems.DATA, 0.2, 0.2),
        tiny(session.seed(2), Problems.DATA, 0.1, 0.3).learningRate(LearningRate.constant(1e-3)),
        tiny(session.seed(2), Problems.DATA.withWeights(0.5, 0.3, 0.2), 0.3, 0.3),
        tiny(session.seed(3), Problems.DATA, 0.2, 0.2).unconstrained(),
        tiny(session.seed(4), points, 0.2, 0.2)
            .dual(DualSchedule.every(3).stepSize(0.2).samples(8).update(NuPi.withDefaults())));
  }

  static void assertSame(List<DualTrainer> trainers) {
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
      assertArrayEquals(a.threshold(), b.threshold(), SAME);
      assertArrayEquals(a.weights(), b.weights(), SAME);
    }
  }

  /** At points and levels that have nothing to do with training. */
  static float[] outputs(Denoiser denoiser) {
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
}
