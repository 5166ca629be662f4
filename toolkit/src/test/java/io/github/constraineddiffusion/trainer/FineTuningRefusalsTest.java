package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.PlaneTuning.NEW;
import static io.github.constraineddiffusion.trainer.PlaneTuning.keeping;
import static io.github.constraineddiffusion.trainer.PlaneTuning.pretrained;
import static io.github.constraineddiffusion.trainer.PlaneTuning.tuning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.LowRank;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What fine-tuning refuses, warns of, and says when it is interrupted. */
class FineTuningRefusalsTest {
  @Test
  void refusesAnotherPredictionThanThePretrainedModels() {
    DualTrainer other = tuning(keeping(0.8)).prediction(PredictionType.V);
    DualTrainer another = tuning(keeping(0.8)).schedule(NoiseSchedule.cosine(100));
    for (DualTrainer wrong :
        List.of(
            other,
            other.unconstrained(),
            other.denoiser(LowRank.of(pretrained().factory())),
            another.unconstrained())) {
      String message = assertThrows(IllegalArgumentException.class, wrong::train).getMessage();
      assertTrue(message.contains("startingFrom(model)"), message);
    }
    DualTrainer fresh = other.denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8));
    String message = assertThrows(IllegalArgumentException.class, fresh::train).getMessage();
    assertTrue(message.contains("of the pre-trained model of 'pre-trained' is EPSILON"), message);
  }

  /** Before the pool is made, which is what takes time. */
  @Test
  void refusesAScheduleOfMultipliersThatLeavesNoUpdateBeforeItGenerates() {
    var counted = new AtomicInteger();
    Denoiser counting =
        (x, t) -> {
          counted.incrementAndGet();
          return pretrained().denoiser().noise(x, t);
        };
    var old = GeneratedSamples.of(pretrained(), counting, "counted").count(10);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(old).minShare(0.8))
            .build();
    var wide = ResidualMlp.builder().width(8).blocks(1).embedding(8);
    for (DualTrainer wrong :
        List.of(
            tuning(problem).steps(4),
            tuning(problem).dual(DualSchedule.every(5).start(1, 2)),
            tuning(problem).denoiser(Pretrained.of(wide, new byte[8], "nowhere")))) {
      assertThrows(IllegalArgumentException.class, wrong::train);
    }
    assertEquals(0, counted.get());
  }

  @Test
  void warnsOfFewPredictions() {
    var few = pretrained().generated().count(100).predictions(99);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(few).minShare(0.5))
            .build();
    List<String> warnings = tuning(problem).steps(20).train().warnings();
    String expected =
        "'pre-trained' is taught by 99 predictions, each used up to 51.7 times at 0.99 a timestep:"
            + " ask for at least 103 by predictions(...)";
    assertTrue(warnings.contains(expected), "" + warnings);
    assertTrue(tuning(keeping(0.5)).steps(20).train().warnings().isEmpty());
  }

  @Test
  void warnsOfFewPredictionsInWordsThatFitTheNumber() {
    var settings = new TrainerSettings();
    settings.steps = 1;
    settings.batch = 1;
    String one = "is taught by 1 prediction, used up to 1 time at 0.01 a timestep: ";
    assertTrue(warning(settings, 1).contains(one), warning(settings, 1));
    String few = "is taught by 3 predictions, each used up to 0.333 times at 0.03 a timestep: ";
    assertTrue(warning(settings, 3).contains(few), warning(settings, 3));
    settings.steps = 20_480;
    assertTrue(warning(settings, 1).contains("used up to 20500 times"), warning(settings, 1));
  }

  private static String warning(TrainerSettings settings, int predictions) {
    var taught = KlConstraint.toPretrained(pretrained().generated().predictions(predictions));
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(taught.minShare(0.5)).build();
    return Teachers.warnings(problem, settings).get(0);
  }

  @Test
  void saysWhatAnInterruptBeforeTheFirstStepStopped() {
    var slow = new InterruptingMethod(Ddim.steps(5), 3);
    var samples = KlConstraint.toPretrained(pretrained().generated().count(100).method(slow));
    String message = interrupted(samples.minShare(0.8));
    assertTrue(message.contains("while the samples of the pre-trained model"), message);
    var predictions =
        KlConstraint.toPretrained(pretrained().generated().count(100))
            .minShare(0.8)
            .reference(
                (x, t) -> {
                  Thread.currentThread().interrupt();
                  return x.duplicate();
                });
    message = interrupted(predictions);
    assertTrue(message.contains("while the predictions of the pre-trained model"), message);
  }

  private static String interrupted(KlConstraint constraint) {
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(constraint).build();
    var e = assertThrows(CancellationException.class, tuning(problem).steps(30)::train);
    assertTrue(e.getMessage().endsWith("nothing of them is kept; run it again"), e.getMessage());
    assertTrue(e.getCause() instanceof CancellationException, "" + e.getCause());
    assertTrue(e.getMessage().contains(e.getCause().getMessage()), e.getMessage());
    return e.getMessage();
  }
}
