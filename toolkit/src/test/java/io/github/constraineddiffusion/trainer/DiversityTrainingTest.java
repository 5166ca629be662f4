package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.Diversity;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Diversity in training: entropy of generated classes measured, its multiplier driven. */
class DiversityTrainingTest {
  private static final Diversity TWO = Diversity.of(Problems.DATA).atLeast(2);

  private static DualTrainer trainer(Session session) {
    return DualTrainer.of(ConstrainedProblem.minimizeKlTo(Problems.DATA).subjectTo(TWO).build())
        .session(session)
        .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
        .batch(128)
        .listener(progress -> {});
  }

  private static ShareMeasurement shares() {
    return Measurement.generatedShares(NearestMean.ofData()).clip(0);
  }

  /** Data of 1.29 effective classes; two are asked for. */
  @Test
  void reachesTheEffectiveClassesAtTheExactPrice() {
    assertEquals(1.29, Diversity.effectiveClasses(TWO.dataShares()), 0.01);
    try (Session session = Session.open().seed(3);
        Run run =
            trainer(session)
                .steps(1200)
                .learningRate(LearningRate.cosine(4e-3))
                .dual(
                    DualSchedule.every(15)
                        .stepSize(0.3)
                        .decay(Decay.cosine(0.1))
                        .warmUp(200)
                        .averaging(0.6)
                        .settle(0.05))
                .measuredBy(shares().samples(200))
                .train()) {
      NearestMean judge = NearestMean.ofData();
      judge.classify(run.sampler(Ddpm.ancestral()).seed(5).sample(3000));
      double[] share = new double[3];
      for (int c = 0; c < 3; c++) {
        share[c] = judge.said().get(0)[c] / 3000.0;
      }
      String seen = run + ", exactly " + TWO.optimum();
      assertEquals(2, Diversity.effectiveClasses(share), 0.2, seen);
      assertEquals(TWO.optimum(), run.lambda().get(0), 0.4 * TWO.optimum(), seen);
      assertEquals(List.of("diversity"), run.problem().names());
      assertThrows(IllegalArgumentException.class, () -> run.kl(run, 100));
    }
  }

  /** log 3 − H of what was counted, the entropy made larger by 2/2n. */
  @Test
  void recordsTheEntropyOfTheCountedShares() {
    NearestMean classifier = NearestMean.ofData();
    try (Session session = Session.open();
        Run run =
            trainer(session)
                .steps(30)
                .dual(DualSchedule.every(10).stepSize(0.05).averaging())
                .measuredBy(
                    Measurement.generatedShares(classifier).clip(0).samples(60).smoothing(1))
                .train()) {
      assertEquals(3, run.history().duals().size());
      for (int u = 0; u < 3; u++) {
        // the first three calls told the classes of the data
        int[] counts = classifier.said().get(3 + u);
        double entropy = 0;
        int seen = 0;
        for (int count : counts) {
          entropy -= count == 0 ? 0 : count / 60.0 * Math.log(count / 60.0);
          seen += count == 0 ? 0 : 1;
        }
        DualRecord record = run.history().duals().get(u);
        double expected = Math.log(3) - entropy - (seen - 1) / 120.0;
        assertEquals(expected, record.measured()[0], 1e-12);
        assertEquals(Math.log(1.5), record.threshold()[0], 1e-12);
        assertTrue(record.standardError()[0] > 0 && record.standardError()[0] < 0.2);
      }
    }
  }

  /** Images whose classifier is known are measured by it without being told, here digits. */
  @Test
  void digitsAreMeasuredBySharesByDefault() {
    try (Session session = Session.open()) {
      ImageSet biased = Mnist.bundled(session).reweight(ClassBalance.of(4, 0.01));
      var problem =
          ConstrainedProblem.minimizeKlTo(biased)
              .subjectTo(Diversity.of(biased).atLeast(9.9))
              .build();
      TrainerSettings settings = new TrainerSettings();
      settings.session = session;
      Defaults.fill(settings, problem);
      assertTrue(settings.measurement instanceof ShareMeasurement);
      DiversityMeter meter =
          new DiversityMeter(
              problem, (ShareMeasurement) settings.measurement, session, settings.schedule);
      assertEquals(Math.log(10 / 9.9), meter.thresholds()[0], 1e-12);
    }
  }

  @Test
  void refusesWhatCannotMeasureIt() {
    try (Session session = Session.open()) {
      refuses("generated samples", trainer(session).steps(30));
      NearestMean same = new NearestMean(new double[] {1.5, 0}, new double[] {-0.75, 0});
      refuses(
          "two classes to the same",
          trainer(session).steps(90).measuredBy(Measurement.generatedShares(same).clip(0)));
      refuses(
          "separate batches",
          trainer(session).steps(30).measuredBy(shares()).primal(PrimalMode.SEPARATE_BATCHES));
    }
  }

  private static void refuses(String part, DualTrainer trainer) {
    String message = assertThrows(IllegalArgumentException.class, trainer::train).getMessage();
    assertTrue(message.contains(part), message);
  }
}
