package io.github.constraineddiffusion.composition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CompositionTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(240, 14, -10);
  private static final Session SESSION = Session.open().seed(3);
  private static final DualSchedule OFF_CENTRE =
      DualSchedule.every(1).samples(200).start(0.6, 0.3, 0.1).decay(Decay.cosine(0.1)).averaging();

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static AndComposition and(GaussianMixture... densities) {
    List<BaseModel> models = new ArrayList<>();
    for (int i = 0; i < densities.length; i++) {
      models.add(BaseModel.exact(SESSION, "model " + i, densities[i], SCHEDULE));
    }
    return Composition.and(SESSION, models);
  }

  private static ComposedRun ascend(AndComposition and, int steps) {
    return and.dualOnly().steps(steps).dual(OFF_CENTRE).listener(p -> {}).run();
  }

  @Test
  void theSymmetricGaussiansFindEqualWeightsAndExactDivergences() {
    var run = ascend(and(Models.circle(0, 4, 8)), 60);
    assertArrayEquals(
        new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, run.lambda().values(), 0.02, run.toString());
    double[] exact = run.composition().exact().kls(run.lambda().values());
    List<Estimate> kl = run.kl(4_000);
    for (int i = 0; i < 3; i++) {
      // the levels above log-SNR 14 hold 0.003 nats
      assertEquals(exact[i], kl.get(i).value(), 3 * kl.get(i).standardError() + 0.005);
    }
    assertEquals(-80, run.logZ(kl), 0.1);
    assertTrue(run.report(kl).contains("hardly overlap"), run.report(kl));
    assertFalse(run.report(kl).contains("surrogate"), "equal covariances: the score is exact");
    String few = assertThrows(IllegalArgumentException.class, () -> run.kl(5)).getMessage();
    assertTrue(few.contains("samples is 5") && few.contains("at least 10"), few);
  }

  @Test
  void theAsymmetricGaussiansDropTheThird() {
    var run = ascend(and(Models.circle(0, 6, 7)), 100);
    assertArrayEquals(new double[] {0.5, 0.5, 0}, run.lambda().values(), 0.03, run.toString());
  }

  @Test
  void pathsLeadToTheSameWeights() {
    var paths = ReverseKl.pathwise(Ddim.steps(40).eta(1));
    var run =
        and(Models.circle(0, 4, 8))
            .dualOnly()
            .steps(40)
            .dual(OFF_CENTRE.samples(100))
            .measuredBy(paths)
            .listener(p -> {})
            .run();
    assertArrayEquals(
        new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, run.lambda().values(), 0.02, run.toString());
    // the path's KL is no less than that of the samples
    double[] measured = run.history().duals().get(39).measured();
    assertTrue(measured[0] > 79, "path-wise " + measured[0]);
  }

  @Test
  void anInterruptKeepsWhatWasFound() {
    var and = and(Models.circle(0, 4, 8));
    var run =
        and.dualOnly()
            .steps(500)
            .dual(OFF_CENTRE.samples(20))
            .listener(
                p -> {
                  if (p.step() == 3) {
                    Thread.currentThread().interrupt();
                  }
                })
            .run();
    assertEquals(3, run.steps());
    assertEquals(3, run.history().duals().size());
  }

  @Test
  void closedFormModelsMoveToTheScheduleOfLearnedOnes() {
    var coarse = NoiseSchedule.uniformLogSnr(120, 14, -10);
    var learned =
        new BaseModel(
            "learned", (x, t) -> x, coarse, PointSet.of(new double[][] {{0, 0}}), Optional.empty());
    var exact = BaseModel.exact(SESSION, "exact", Models.circle(0)[0], SCHEDULE);
    assertEquals(coarse, Composition.and(SESSION, exact, learned).schedule());
    var finer =
        new BaseModel(
            "finer", (x, t) -> x, SCHEDULE, PointSet.of(new double[][] {{0, 0}}), Optional.empty());
    assertEquals(coarse, Composition.or(SESSION, finer, learned).schedule());
  }

  @Test
  void modelsThatDoNotFitAreRefusedByName() {
    var a = BaseModel.exact(SESSION, "a", Models.circle(0)[0], SCHEDULE);
    var line = GaussianMixture.isotropic(1, new double[][] {{0}});
    var other = BaseModel.exact(SESSION, "line", line, SCHEDULE);
    refused(
        "'line' makes samples of shape " + new Shape(1), () -> Composition.and(SESSION, a, other));
    refused("at least 2", () -> Composition.or(SESSION, a));
    refused("'a' is given to two", () -> Composition.and(SESSION, a, a));
    var points = PointSet.of(new double[][] {{0, 0}});
    var cosine =
        new BaseModel("c", (x, t) -> x, NoiseSchedule.cosine(90), points, Optional.empty());
    var linear =
        new BaseModel("l", (x, t) -> x, NoiseSchedule.linear(100), points, Optional.empty());
    refused("model 'l' has the schedule", () -> Composition.and(SESSION, cosine, linear));
    var and = and(Models.circle(0, 4, 8));
    refused("sum to 0.7", () -> and.denoiser(0.5, 0.1, 0.1));
    refused("3 models", () -> and.denoiser(0.5, 0.5));
    refused("pool is 3", () -> and.pool(3));
    refused("'c' has no closed-form", () -> Composition.and(SESSION, cosine, a).exact());
  }

  @Test
  void roundedWeightsKeepTheirSum() {
    assertEquals(
        List.of(43, 43, 42), ProductSource.counts(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}));
    assertEquals(List.of(128, 0), ProductSource.counts(new double[] {1, 0}));
    assertEquals(List.of(64, 63, 1), ProductSource.counts(new double[] {0.5, 0.494, 0.006}));
  }

  private static void refused(String part, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
