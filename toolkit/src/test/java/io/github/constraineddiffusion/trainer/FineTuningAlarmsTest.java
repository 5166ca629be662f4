package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.PlaneTuning.NEW;
import static io.github.constraineddiffusion.trainer.PlaneTuning.keeping;
import static io.github.constraineddiffusion.trainer.PlaneTuning.pretrained;
import static io.github.constraineddiffusion.trainer.PlaneTuning.tuning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.dual.DualAlarm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alarms while a trained model is trained on: it starts where the constraint is met exactly. */
class FineTuningAlarmsTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.8, 0.9})
  void aHealthyOneGoesWithoutAnAlarm(double share) {
    try (Run run = tuning(keeping(share)).startingFrom(pretrained()).train()) {
      assertEquals(List.of(), run.alarms(), run.toString());
    }
  }

  /** Nine tenths old and half new are more than all. */
  @Test
  void thresholdsThatCannotBeMetTogetherAreNoticedEarly() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(
                KlConstraint.toPretrained(pretrained().generated().count(4_000)).atMostNats(0.1))
            .subjectTo(KlConstraint.to("new", NEW).atMostNats(0.7))
            .build();
    DualTrainer trainer =
        tuning(problem).startingFrom(pretrained()).dual(PlaneTuning.DUAL.start(1, 1));
    try (Run run = trainer.evenIfInfeasible().train()) {
      DualAlarm alarm = run.alarms().get(0);
      assertEquals(DualAlarm.Kind.DIVERGING, alarm.kind());
      assertTrue(alarm.constraints().contains("pre-trained"), alarm::toString);
      assertTrue(alarm.step() <= 1_500 / 5, alarm::toString);
    }
  }
}
