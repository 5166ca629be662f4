package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.Diversity;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.RewardConstraint;
import io.github.constraineddiffusion.constraint.RewardOptimum;
import io.github.constraineddiffusion.constraint.RewardOracle;
import io.github.constraineddiffusion.constraint.SemanticConsistency;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.eval.DigitClassifier;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mean rewards in training, beside divergences and diversity. */
class RewardTrainingTest {
  /** 0 below, and within the upper class rising to a plateau that half of it is on. */
  private static final RewardConstraint HEIGHT =
      RewardConstraint.of("height", RewardTrainingTest::height).atLeast(0.2);

  private static float[] height(NDArray points) {
    float[] x = points.toFloatArray();
    float[] found = new float[x.length / 2];
    for (int n = 0; n < found.length; n++) {
      found[n] = Math.max(0, Math.min(1, (x[2 * n + 1] - 1) / 0.3f));
    }
    return found;
  }

  private static ConstrainedProblem problem() {
    return ConstrainedProblem.minimizeKlTo(Problems.DATA)
        .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).minShare(0.2))
        .subjectTo(HEIGHT)
        .build();
  }

  private static DualTrainer trainer(Session session, ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(session)
        .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
        .batch(128)
        .listener(progress -> {});
  }

  private static DualTrainer tiny(Session session, ConstrainedProblem problem) {
    return trainer(session, problem)
        .denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8))
        .batch(32)
        .steps(30)
        .dual(DualSchedule.every(10).stepSize(0.05).samples(10).averaging())
        .measuredBy(Measurement.generated().samples(20));
  }

  /**
   * A minimum share and a mean reward: both are met, at the exact multipliers. In three seeds the
   * share's multiplier, exactly 0.20, was 0.19 to 0.27, the reward's, exactly 1.05, 1.08 to 1.24.
   */
  @Test
  void reachesTheExactOptimum() {
    GaussianMixture data = Problems.DATA.withWeights(0.7, 0.2, 0.1);
    var problem =
        ConstrainedProblem.minimizeKlTo(data)
            .subjectTo(KlConstraint.to("C", data.only(2)).minShare(0.2))
            .subjectTo(RewardConstraint.of("height", RewardTrainingTest::height).atLeast(0.3))
            .build();
    NearestMean judge = NearestMean.ofData();
    try (Session session = Session.open().seed(3);
        Run run =
            trainer(session, problem)
                .steps(1200)
                .ema(0.98)
                .learningRate(LearningRate.cosine(4e-3))
                .dual(DualSchedule.every(10).stepSize(0.2).warmUp(100).averaging(0.6).settle(0.1))
                .measuredBy(Measurement.generated().samples(300).smoothing(1).sharesToldBy(judge))
                .train()) {
      RewardOptimum exact = RewardOracle.of(problem, session).optimum();
      String seen = run + ", exactly " + exact;
      assertEquals(exact.multipliers()[0], run.lambda().get(0), 0.1, seen);
      assertEquals(exact.multipliers()[1], run.lambda().get(1), 0.3, seen);
      NDArray drawn = run.sampler(Ddpm.ancestral()).seed(5).sample(3000);
      double mean = 0;
      for (float r : height(drawn)) {
        mean += r / 3000;
      }
      // of deviation 0.43, so 3,000 samples leave 0.008, and the last multipliers' own noise more
      assertEquals(0.3, mean, 0.04, seen);
      judge.classify(drawn);
      int[] counts = judge.said().get(judge.said().size() - 1);
      assertEquals(0.2, counts[2] / 3000.0, 0.05, seen);
      assertArrayEquals(exact.shares(), new double[] {0.2}, 1e-6);
    }
  }

  @Test
  void recordsWhatIsAtLeast() {
    try (Session session = Session.open();
        Run run = tiny(session, problem()).train()) {
      DualRecord last = run.history().duals().get(2);
      assertArrayEquals(new boolean[] {false, true}, last.atLeast());
      assertEquals(Math.log(5) - last.measured()[0], last.slack()[0], 1e-12);
      assertEquals(last.measured()[1] - 0.2, last.slack()[1], 1e-12);
      assertEquals(List.of("C", "height"), run.problem().names());
      assertEquals(1, run.kl(run, 100).size());
      assertEquals(
          0.2,
          run.history().dualTable().doubleColumn("value height").get(2) - last.slack()[1],
          1e-9);
    }
  }

  /** The same numbers after a checkpoint, with the memory of all meters. */
  @Test
  void resumesToTheSameNumbers(@TempDir Path folder) {
    var diverse =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).minShare(0.1))
            .subjectTo(HEIGHT)
            .subjectTo(Diversity.of(Problems.DATA).atLeast(1.6))
            .build();
    try (Session session = Session.open().seed(1)) {
      int[] calls = new int[1];
      // three calls tell the classes of the data, then one a measurement
      Runnable interrupt =
          () -> {
            if (++calls[0] == 4) {
              Thread.currentThread().interrupt();
            }
          };
      DualTrainer calm = tiny(session, diverse).measuredBy(told(NearestMean.ofData()));
      try (Run whole = calm.train();
          Run first =
              tiny(session, diverse)
                  .measuredBy(told(NearestMean.ofData(interrupt)))
                  .checkpoints(folder, 7)
                  .train();
          Run second = calm.checkpoints(folder, 7).resume()) {
        assertEquals(List.of("C", "height", "diversity"), whole.problem().names());
        assertEquals(3, whole.history().duals().size());
        assertTrue(first.interrupted());
        assertEquals(10, first.steps());
        assertArrayEquals(whole.lambda().values(), second.lambda().values());
        assertArrayEquals(whole.weights(), second.weights());
      }
    }
  }

  private static GeneratedMeasurement told(NearestMean judge) {
    return Measurement.generated().samples(20).toldBy(judge).smoothing(3);
  }

  /** Counted shares, rewards and diversity are of the same samples. */
  @Test
  void oneGenerationServesAll() {
    var judge = NearestMean.ofData();
    try (Session session = Session.open();
        Run run =
            tiny(session, problem())
                .measuredBy(Measurement.generated().samples(20).sharesToldBy(judge).smoothing(1))
                .train()) {
      List<int[]> said = judge.said();
      for (int u = 0; u < 3; u++) {
        int[] counts = said.get(said.size() - 3 + u);
        double nats = -Math.log((counts[2] + 0.5) / 21);
        assertEquals(nats, run.history().duals().get(u).measured()[0], 1e-12);
      }
    }
  }

  /**
   * What a pre-trained model generates is drawn as any rows are, and measured against the model.
   */
  @Test
  void staysCloseToAPretrainedModelBesideAReward() {
    try (Session session = Session.open();
        Run old = Problems.tiny(session).unconstrained().train()) {
      var model = old.model();
      var both =
          ConstrainedProblem.minimizeKlTo(Problems.DATA.only(1))
              .subjectTo(KlConstraint.toPretrained(model.generated().count(200)).minShare(0.5))
              .subjectTo(HEIGHT)
              .build();
      try (Run run =
          tiny(session, both)
              .startingFrom(model)
              .dual(DualSchedule.every(10).stepSize(0.05).start(1, 0.5).samples(50).averaging())
              .measuredBy(Measurement.generated().samples(20))
              .train()) {
        assertEquals(List.of("pre-trained", "height"), run.problem().names());
        DualRecord first = run.history().duals().get(0);
        assertEquals(Math.log(2), first.threshold()[0], 1e-12);
        // ten small steps away from the model that it is measured against
        assertEquals(0, first.measured()[0], 0.3, run.toString());
      }
    }
  }

  /** The bundled classifier of digits, by the same call. */
  @Test
  void digitsAreConsistentByTheSameCall() {
    try (Session session = Session.open();
        DigitClassifier judge = DigitClassifier.bundled(session)) {
      ImageSet digits = Mnist.bundled(session).only(3, 4).reweight(ClassBalance.of(4, 0.1));
      var problem =
          ConstrainedProblem.minimizeKlTo(digits)
              .subjectTo(KlConstraint.to("digit 4", digits.only(4)).minShare(0.2))
              .subjectTo(SemanticConsistency.of(judge, 4).atLeast(-3))
              .subjectTo(Diversity.of(digits).atLeast(1.5))
              .build();
      try (Run run =
          DualTrainer.of(problem)
              .session(session)
              .denoiser(UNet.builder().channels(8).groups(4).headChannels(4).pixelUnshuffle(4))
              .batch(16)
              .steps(20)
              .dual(DualSchedule.every(10).stepSize(0.05).averaging())
              .listener(progress -> {})
              .train()) {
        assertEquals(
            List.of("digit 4", "consistency with class 4", "diversity"), run.problem().names());
        double[] measured = run.history().duals().get(1).measured();
        assertTrue(measured[1] <= 0 && measured[1] >= Math.log(1e-3), run.toString());
      }
    }
  }

  @Test
  void saysWhatIsWrong() {
    try (Session session = Session.open()) {
      refuses("leave primal", tiny(session, problem()).primal(PrimalMode.SEPARATE_BATCHES));
      var above =
          ConstrainedProblem.minimizeKlTo(Problems.DATA)
              .subjectTo(RewardConstraint.of("h", RewardTrainingTest::height).atLeast(1.1))
              .build();
      refuses("largest of the data", tiny(session, above));
      var diverse =
          ConstrainedProblem.minimizeKlTo(Problems.DATA)
              .subjectTo(HEIGHT)
              .subjectTo(Diversity.of(Problems.DATA).atLeast(1.6))
              .build();
      refuses("toldBy(classifier)", tiny(session, diverse));
      String together = TogetherTraining.obstacle(tiny(session, problem())).orElseThrow();
      assertTrue(together.contains("mean rewards") && together.contains("by train()"), together);
    }
  }

  private static void refuses(String part, DualTrainer trainer) {
    String message = assertThrows(IllegalArgumentException.class, trainer::train).getMessage();
    assertTrue(message.contains(part), message);
  }
}
