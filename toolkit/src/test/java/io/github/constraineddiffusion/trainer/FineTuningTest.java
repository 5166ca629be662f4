package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.PlaneTuning.MEANS;
import static io.github.constraineddiffusion.trainer.PlaneTuning.NEW;
import static io.github.constraineddiffusion.trainer.PlaneTuning.SESSION;
import static io.github.constraineddiffusion.trainer.PlaneTuning.keeping;
import static io.github.constraineddiffusion.trainer.PlaneTuning.pretrained;
import static io.github.constraineddiffusion.trainer.PlaneTuning.tuning;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.DisjointShares;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.schedule.PredictionType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of two Gaussians learns a third without forgetting them. */
class FineTuningTest {
  @TempDir Path folder;

  private static double oldShare(Run run) {
    try (NDArray drawn = run.sampler(Ddim.steps(20)).sample(4_000)) {
      int[] told = new NearestMean(MEANS).classify(drawn);
      return Arrays.stream(told).filter(c -> c < 2).count() / 4_000.0;
    }
  }

  /** b = −log 0.8: the exact optimum is the mixture of λ* = 4. */
  @Test
  void keepsTheShareOfTheOldDistribution() {
    var exact = DisjointShares.of(new double[] {0}, new double[] {0.8}).optimum();
    assertArrayEquals(new double[] {4}, exact.lambda(), 1e-9);
    DualTrainer trainer = tuning(keeping(0.8));
    Run run = trainer.train();
    // what the small network misses of the old distribution counts as divergence too
    assertEquals(4, run.lambda().get(0), 1, run.toString());
    assertEquals(0.8, oldShare(run), 0.05);
    assertEquals(-Math.log(0.8), run.kl(run, 4_000).get(0).value(), 0.12);
    assertTrue(oldShare(trainer.unconstrained().train()) < 0.1, "plain fine-tuning forgets");
  }

  /** The reference of the constraint is what training begins with: no misfit to take off. */
  @Test
  void beginsAtDivergenceZero() {
    Run start = tuning(keeping(0.8)).steps(20).learningRate(LearningRate.constant(1e-12)).train();
    assertEquals(0, start.kl(start, 500).get(0).value(), 1e-6);
  }

  /**
   * Its own predictions are the target: where nothing else pulls, the loss is zero from the start.
   */
  @ParameterizedTest
  @EnumSource
  void aModelThatIsTaughtByItselfStaysWhatItIs(PrimalMode mode) {
    Run run =
        tuning(keeping(0.8))
            .primal(mode)
            .steps(60)
            .dual(DualSchedule.every(10).stepSize(1e-9).start(1e7))
            .train();
    assertEquals(0, run.kl(run, 500).get(0).value(), 1e-3);
    assertEquals(0, run.history().steps().get(0).loss(), 1e-6);
  }

  @Test
  void startsFromAModelInOneCall() {
    DualTrainer wrong = tuning(keeping(0.8)).prediction(PredictionType.V).steps(20);
    Run run = wrong.startingFrom(pretrained()).learningRate(LearningRate.constant(1e-12)).train();
    assertEquals(0, run.kl(run, 500).get(0).value(), 1e-6);
  }

  /** Three parts of (1, 4, 4)/9 are that in the mean, also where the batch holds one row. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void dividesABatchAmongSeveralTeachersWithoutBias(int batch) {
    var first = KlConstraint.toPretrained(pretrained()).minShare(0.4);
    var second = KlConstraint.toPretrained(pretrained()).named("another").minShare(0.4);
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(first).subjectTo(second).build();
    try (NDManager scope = SESSION.scope()) {
      var forward = new ForwardProcess(scope, pretrained().schedule());
      var few = pretrained().generated().count(10).predictions(10);
      var banks = new ArrayList<PredictionBank>();
      for (int i = 0; i < 2; i++) {
        banks.add(
            PredictionBank.of(scope, SESSION.random(i), few, pretrained().denoiser(), forward));
      }
      Sources sources = Sources.of(problem, banks);
      double[] rows = new double[3];
      for (int k = 0; k < 4_000; k++) {
        for (Sources.Part part : sources.parts(new double[] {4, 4}, SESSION.random(7, k), batch)) {
          rows[1 + banks.indexOf(part.teacher())] += part.rows() / 4_000.0;
        }
      }
      double[] exact = {batch / 9.0, 4 * batch / 9.0, 4 * batch / 9.0};
      assertArrayEquals(exact, rows, 0.04);
    }
  }

  @Test
  void resumesOnlyWithAsManyPredictions() {
    tuning(keeping(0.8)).steps(30).checkpoints(folder, 30).train();
    var fewer = pretrained().generated().count(4_000).predictions(5_000);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(fewer).minShare(0.8))
            .build();
    DualTrainer other = tuning(problem).steps(30).checkpoints(folder, 30);
    String message = assertThrows(IllegalArgumentException.class, other::resume).getMessage();
    assertTrue(message.contains("other data, constraints or number of predictions"), message);
  }

  /** Samples are made before the first step: what follows must not depend on when that was. */
  @Test
  void resumesBitIdentically() {
    Run whole = tuning(keeping(0.8)).steps(30).train();
    DualTrainer stored = tuning(keeping(0.8)).steps(30).checkpoints(folder, 10);
    Run first = stored.snapshots(10, look -> Thread.currentThread().interrupt()).train();
    assertTrue(first.interrupted());
    Run second = tuning(keeping(0.8)).steps(30).checkpoints(folder, 10).resume();
    assertArrayEquals(whole.lambda().values(), second.lambda().values(), 0);
    try (NDArray a = whole.sampler(Ddim.steps(5)).sample(20);
        NDArray b = second.sampler(Ddim.steps(5)).sample(20)) {
      assertArrayEquals(a.toFloatArray(), b.toFloatArray(), 0);
    }
  }
}
