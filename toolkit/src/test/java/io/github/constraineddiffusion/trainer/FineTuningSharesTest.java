package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.PlaneTuning.MEANS;
import static io.github.constraineddiffusion.trainer.PlaneTuning.SESSION;
import static io.github.constraineddiffusion.trainer.PlaneTuning.keeping;
import static io.github.constraineddiffusion.trainer.PlaneTuning.pretrained;
import static io.github.constraineddiffusion.trainer.PlaneTuning.tuning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fine-tuning whose constraint is the share of what a classifier tells to be old. */
class FineTuningSharesTest {
  @Test
  void countsTheShareOfAllOldClassesTogether() {
    var classifier = new NearestMean(MEANS);
    var measurement = Measurement.generatedShares(classifier).clip(0).samples(100).smoothing(1);
    Run run =
        tuning(keeping(0.8))
            .steps(20)
            .dual(DualSchedule.every(10).stepSize(0.5).start(1))
            .measuredBy(measurement)
            .train();
    // the first two calls look at the constraint's data, and at the new
    int[] said = classifier.said().get(2);
    double share = (said[0] + said[1] + 0.5) / (said[0] + said[1] + said[2] + 1);
    assertEquals(-Math.log(share), run.history().duals().get(0).measured()[0], 1e-9);
    assertTrue(share > 0.5, "after ten steps of training");
  }

  @Test
  void refusesSharesThatCannotBeReachedOrCounted() {
    var poor = Measurement.generatedShares(new NearestMean(MEANS[2], MEANS[0])).clip(0);
    var all = tuning(keeping(0.8)).measuredBy(poor);
    String message = assertThrows(IllegalArgumentException.class, all::train).getMessage();
    assertTrue(message.contains("generates to classes [0]"), message);
    // the fourth mean lies beside the first: a few points of the old model are told to be new
    var near = new NearestMean(MEANS[0], MEANS[1], MEANS[2], new double[] {2.2, 0});
    var narrow = GaussianMixture.isotropic(0.001, new double[][] {{2.2, 0}});
    var asked =
        DualTrainer.of(
                ConstrainedProblem.minimizeKlTo(narrow)
                    .subjectTo(KlConstraint.toPretrained(pretrained()).minShare(0.9999999))
                    .build())
            .session(SESSION)
            .denoiser(pretrained().factory())
            .measuredBy(Measurement.generatedShares(near).clip(0));
    message = assertThrows(IllegalArgumentException.class, asked::train).getMessage();
    assertTrue(message.contains("asks for share ≥ 0.9999999, but"), message);
    assertTrue(
        message.matches("(?s).*only a share of (0\\.9[0-9]*) are .*: ask for at most 0\\.9[0-9]*"),
        message);
  }

  /** b = −log w: λ* = w/(1 − w) is where fine-tuning by shares begins. */
  @Test
  void shareOfAPretrainedModelIsCountedWhereAClassifierIsKnown() {
    var settings = new TrainerSettings();
    settings.session = SESSION;
    settings.steps = 800;
    var before = DiffusionModel.named(SESSION, "digits-0-to-8");
    var problem =
        ConstrainedProblem.minimizeKlTo(Mnist.bundled(SESSION).only(9).first(10))
            .subjectTo(KlConstraint.toPretrained(before).minShare(0.8))
            .build();
    Defaults.fill(settings, problem);
    assertTrue(settings.measurement instanceof ShareMeasurement, "" + settings.measurement);
    assertEquals(
        List.of(4.0), settings.dual.start().stream().map(x -> Math.round(x * 1e9) / 1e9).toList());
    assertEquals(1, settings.dual.stepSize().getAsDouble(), 1e-9);
    before.close();
  }
}
