package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Constraints measured by the classes of generated samples, in the plane of notebook 01. */
class ShareMeasurementTest {
  @TempDir Path folder;

  private static ShareMeasurement shares(NearestMean classifier) {
    return Measurement.generatedShares(classifier).clip(0);
  }

  private static DualTrainer tiny(Session session, ShareMeasurement measurement) {
    return Problems.tiny(session)
        .dual(DualSchedule.every(6).stepSize(0.05).averaging())
        .measuredBy(measurement.samples(40));
  }

  @Test
  void movesTheSharesToTheirTargets() {
    try (Session session = Session.open().seed(3)) {
      DualTrainer trainer =
          DualTrainer.of(Problems.shares(0.2, 0.2))
              .session(session)
              .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
              .batch(128)
              .steps(1500)
              .learningRate(LearningRate.cosine(4e-3))
              .dual(
                  DualSchedule.every(15)
                      .stepSize(0.05)
                      .decay(Decay.cosine(0.1))
                      .warmUp(200)
                      .averaging(0.6)
                      .settle(0.05))
              .measuredBy(shares(NearestMean.ofData()).samples(200))
              .listener(progress -> {});
      Run run = trainer.train();
      double[] share = generated(run);
      for (int i = 0; i < 2; i++) {
        assertEquals(Problems.LAMBDA[i], run.lambda().get(i), 0.4 * Problems.LAMBDA[i]);
        assertEquals(0.2, share[i + 1], 0.06);
      }
      assertTrue(generated(trainer.unconstrained().train())[2] < 0.05);
    }
  }

  private static double[] generated(Run run) {
    NearestMean judge = NearestMean.ofData();
    judge.classify(run.sampler(Ddpm.ancestral()).seed(5).sample(2000));
    double[] share = new double[3];
    for (int c = 0; c < 3; c++) {
      share[c] = judge.said().get(0)[c] / 2000.0;
    }
    return share;
  }

  /** −log((k + ½)/(n + 1)) of counts that fade by 1 − 1/smoothing. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 5})
  void recordsMinusTheLogarithmOfTheCountedShare(double smoothing) {
    NearestMean classifier = NearestMean.ofData();
    try (Session session = Session.open()) {
      Run run = tiny(session, shares(classifier).smoothing(smoothing)).train();
      var duals = run.history().duals();
      assertEquals(10, duals.size());
      assertEquals(2 + 10, classifier.said().size());
      double[] k = new double[2];
      double n = 0;
      double squares = 0;
      double fading = 1 - 1 / smoothing;
      for (int u = 0; u < 10; u++) {
        int[] counts = classifier.said().get(2 + u);
        n = fading * n + 40;
        squares = fading * fading * squares + 40;
        double worth = n * n / squares;
        for (int i = 0; i < 2; i++) {
          k[i] = fading * k[i] + counts[i + 1];
          double share = (k[i] + 0.5) / (n + 1);
          assertEquals(-Math.log(share), duals.get(u).measured()[i], 1e-12);
          assertEquals(
              Math.sqrt((1 - share) / (share * worth)), duals.get(u).standardError()[i], 1e-12);
          assertEquals(Math.log(5), duals.get(u).threshold()[i], 1e-12);
        }
      }
    }
  }

  /** A share of no sample at all is small, not zero: λ rises, nothing becomes infinite. */
  @Test
  void staysFiniteWhereAClassIsNeverSeen() {
    try (Session session = Session.open()) {
      Run run = tiny(session, shares(NearestMean.ofData()).smoothing(1)).steps(6).train();
      assertTrue(Double.isFinite(run.history().duals().get(0).measured()[1]));
    }
  }

  @Test
  void refusesAClassifierThatDoesNotKnowTheClasses() {
    NearestMean other = new NearestMean(new double[] {-0.75, 1.4}, new double[] {-0.75, 1.3});
    String message = refusal(shares(other));
    assertTrue(message.contains("'B'") && message.contains("of 200"), message);
    assertTrue(message.contains("or measure in nats"), message);
  }

  @Test
  void refusesAClassifierThatTakesTwoConstraintsForOneClass() {
    NearestMean halves = new NearestMean(new double[] {1.5, 0}, new double[] {-0.75, 0});
    String message = refusal(shares(halves));
    assertTrue(message.contains("'B'") && message.contains("'C'"), message);
  }

  /** Samples of a model may not reach data beyond the limit: no share could be right. */
  @Test
  void refusesALimitBelowTheData() {
    String message = refusal(Measurement.generatedShares(NearestMean.ofData()));
    assertTrue(message.contains("clip is 1") && message.contains("clip(0)"), message);
  }

  private static String refusal(ShareMeasurement measurement) {
    try (Session session = Session.open()) {
      DualTrainer trainer = tiny(session, measurement);
      return assertThrows(IllegalArgumentException.class, trainer::train).getMessage();
    }
  }

  @Test
  void refusesThresholdsInLossUnitsAndBadSettings() {
    ConstrainedProblem inLoss =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostLoss(0.3))
            .build();
    ShareMeasurement good = shares(NearestMean.ofData());
    try (Session session = Session.open()) {
      DualTrainer trainer =
          DualTrainer.of(inLoss).session(session).measuredBy(good).listener(progress -> {});
      assertTrue(
          assertThrows(IllegalStateException.class, trainer::train).getMessage().contains("'B'"));
    }
    assertThrows(IllegalArgumentException.class, () -> good.samples(9));
    assertThrows(IllegalArgumentException.class, () -> good.smoothing(0.5));
    assertThrows(IllegalArgumentException.class, () -> good.clip(Double.NaN));
  }

  /** In mid-sampling, and in the classifier: the step is finished, and the run goes on later. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stopsCleanlyWhileItMeasuresAndResumesBitIdentically(boolean whileSampling) {
    int[] calls = new int[1];
    Runnable interrupt =
        () -> {
          if (++calls[0] == 2 + 5 && !whileSampling) {
            Thread.currentThread().interrupt();
          }
        };
    try (Session session = Session.open().seed(9)) {
      ShareMeasurement calm = shares(NearestMean.ofData()).method(DpmSolverPlusPlus.steps(8));
      Run whole = tiny(session, calm).train();
      ShareMeasurement disturbed =
          shares(NearestMean.ofData(interrupt))
              .method(
                  new InterruptingMethod(
                      DpmSolverPlusPlus.steps(8), whileSampling ? 4 * 8 + 3 : -1));
      Run first = tiny(session, disturbed).checkpoints(folder, 7).train();
      assertTrue(first.interrupted());
      assertFalse(Thread.currentThread().isInterrupted());
      assertEquals(30, first.steps());
      assertEquals(5, first.history().duals().size());
      Run second = tiny(session, calm).checkpoints(folder, 7).resume();
      assertArrayEquals(output(session, whole), output(session, second), 0);
      assertArrayEquals(whole.lambda().values(), second.lambda().values(), 0);
      for (int u = 0; u < 10; u++) {
        assertArrayEquals(
            whole.history().duals().get(u).measured(),
            second.history().duals().get(u).measured(),
            0);
      }
    }
  }

  private static float[] output(Session session, Run run) {
    try (NDManager scope = session.scope()) {
      NDArray x = scope.arange(40f).sin().reshape(new Shape(20, 2));
      return run.denoiser().noise(x, scope.arange(1f, 21f)).toFloatArray();
    }
  }

  @Test
  void leavesNoArrayBehindInAnyMeasurement() {
    try (Session session = Session.open()) {
      Set<Integer> counts = new HashSet<>();
      tiny(session, shares(NearestMean.ofData()).method(Ddim.steps(4)))
          .steps(1200)
          .listener(
              progress -> {
                if (progress.step() > 10) {
                  counts.add(LiveArrays.count());
                }
              })
          .train();
      assertEquals(1, counts.size(), counts.toString());
    }
  }
}
