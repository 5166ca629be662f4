package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collapse provoked, and runs that are to go without an alarm. */
class CollapseTrainingTest {

  private static DualTrainer trainer(Session session, double share, DualSchedule dual) {
    return DualTrainer.of(Problems.shares(share, share))
        .session(session)
        .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
        .batch(128)
        .learningRate(LearningRate.cosine(3e-3))
        .steps(1000)
        .dual(dual.warmUp(200).averaging())
        .listener(progress -> {});
  }

  /** 0.999 in all leaves the data a thousandth, and λ has to be 940. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 5})
  void constraintsThatAreTooTightCollapseTheModel(double dualStep) {
    try (Session session = Session.open().seed(1);
        Run run =
            trainer(session, 0.4995, DualSchedule.every(5).stepSize(dualStep)).steps(400).train()) {
      DualAlarm alarm = run.alarms().get(0);
      assertEquals(DualAlarm.Kind.COLLAPSED, alarm.kind());
      assertEquals(List.of("B", "C"), alarm.constraints());
      // a tenth of 1,000 steps after λ has begun to move
      assertTrue(alarm.step() <= 300, alarm::toString);
    }
  }

  @Test
  void healthyStrengthsGoWithoutAnAlarm() {
    for (double share : new double[] {0.05, 0.1, 0.2, 0.3}) {
      try (Session session = Session.open().seed(Math.round(100 * share));
          Run run =
              trainer(session, share, DualSchedule.every(5).decay(Decay.cosine(0.1))).train()) {
        assertEquals(List.of(), run.alarms());
      }
    }
  }
}
