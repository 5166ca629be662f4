package io.github.constraineddiffusion.composition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.NuPi;
import io.github.constraineddiffusion.sampler.Mala;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.PrimalMode;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Networks trained on blends: OR by mixtures, AND by products (algorithm 2). */
class ComposedTrainingTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(60, 10, -8);
  private static final Session SESSION = Session.open().seed(5);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static List<BaseModel> models(GaussianMixture... densities) {
    List<BaseModel> models = new ArrayList<>();
    for (int i = 0; i < densities.length; i++) {
      models.add(BaseModel.exact(SESSION, "model " + i, densities[i], SCHEDULE));
    }
    return models;
  }

  private static DualTrainer trainer(
      io.github.constraineddiffusion.constraint.ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(SESSION)
        .schedule(SCHEDULE)
        .denoiser(ResidualMlp.builder().width(64))
        .batch(256)
        .steps(500)
        .listener(p -> {});
  }

  @Test
  void orEndsNearItsWeightsInBothReadings() {
    var or = Composition.or(SESSION, models(Models.oneAgainstTwo()));
    double[][] expected = {{0.5, 0.5}, {1 / 3.0, 2 / 3.0}};
    for (OrReading reading : OrReading.values()) {
      Run run =
          trainer(or.reading(reading).problem())
              .steps(1_200)
              .dual(
                  DualSchedule.every(5)
                      .stepSize(0.04)
                      .start(0.8, 0.2)
                      .decay(Decay.cosine(0.1))
                      .averaging(0.6))
              .train();
      double[] lambda = run.lambda().values();
      assertEquals(1, lambda[0] + lambda[1], 1e-9);
      assertArrayEquals(expected[reading.ordinal()], lambda, 0.06, reading + ": " + run);
    }
  }

  /** What a base model generates takes the place of its data; there is no objective beside. */
  @Test
  void orOfLearnedModelsTakesWhatTheyGenerate() {
    List<BaseModel> learned = new ArrayList<>();
    for (GaussianMixture data : Models.oneAgainstTwo()) {
      var run =
          DualTrainer.plain(data)
              .session(SESSION)
              .schedule(SCHEDULE)
              .denoiser(ResidualMlp.builder().width(16).blocks(1))
              .batch(64)
              .steps(20)
              .listener(p -> {})
              .train();
      learned.add(BaseModel.of("model " + learned.size(), run));
    }
    Run run = trainer(Composition.or(SESSION, learned).problem()).batch(64).steps(20).train();
    assertEquals(20, run.steps());
    assertEquals(1, run.lambda().get(0) + run.lambda().get(1), 1e-9);
  }

  /**
   * Twelve standard deviations from its data a network has seen nothing: 80 nats by closed form.
   */
  @Test
  void preconditionedModelsMeasureWhatLiesFarFromTheirData() {
    var middle = GaussianMixture.isotropic(0.025, new double[][] {{0, 0}});
    List<BaseModel> learned = new ArrayList<>();
    for (double[] mean : new double[][] {{2, 0}, {-2, 0}}) {
      var data = GaussianMixture.isotropic(0.025, new double[][] {mean});
      var run =
          DualTrainer.plain(data)
              .session(SESSION)
              .schedule(SCHEDULE)
              .denoiser(ResidualMlp.builder().width(64))
              .preconditioned()
              .batch(256)
              .steps(300)
              .listener(p -> {})
              .train();
      learned.add(BaseModel.of("at " + mean[0], run));
    }
    var exact = BaseModel.exact(SESSION, "middle", middle, SCHEDULE);
    for (Estimate found : Composition.and(SESSION, learned).kl(exact.denoiser(), middle, 1_000)) {
      assertEquals(80, found.value(), 5, "KL(p‖q) of a learned q");
    }
  }

  @Test
  void andFitsANetworkToTheProduct() {
    var left = GaussianMixture.isotropic(0.5, new double[][] {{-1, 0}});
    var right = GaussianMixture.isotropic(0.2, new double[][] {{1, 0}});
    var and =
        Composition.and(SESSION, models(left, right))
            .annealing(m -> m.kernel(Mala.steps(4)).levels(20))
            .pool(500);
    Run run =
        trainer(and.problem())
            .dual(
                DualSchedule.every(10)
                    .samples(200)
                    .stepSize(0.03)
                    .start(0.9, 0.1)
                    .decay(Decay.cosine(0.1))
                    .averaging(0.5))
            .train();
    var exact = and.exact().optimum();
    assertArrayEquals(exact.lambda(), run.lambda().values(), 0.06, run + " exact " + exact);
    double largest = run.kl(run, 2_000).stream().mapToDouble(Estimate::value).max().orElseThrow();
    assertTrue(largest < 1.15 * exact.u(), largest + " against " + exact.u());
  }

  @Test
  void rulesThatDoNotFitAreRefused() {
    var problem = Composition.or(SESSION, models(Models.oneAgainstTwo())).problem();
    var rule =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(problem).dual(DualSchedule.every(5).update(NuPi.withDefaults())).train());
    assertTrue(rule.getMessage().contains("SimplexAscent"), rule.getMessage());
    var mode =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(problem).primal(PrimalMode.SEPARATE_BATCHES).train());
    assertTrue(mode.getMessage().contains("blend"), mode.getMessage());
  }
}
