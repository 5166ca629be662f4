package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddpm;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training against the exact multipliers, divergences and shares. */
class ConvergenceTest {

  private static DualTrainer trainer(Session session, ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(session)
        .batch(256)
        .steps(1600)
        .learningRate(LearningRate.cosine(2e-3))
        .dual(
            DualSchedule.every(4)
                .stepSize(0.05)
                .decay(Decay.cosine(0.1))
                .warmUp(300)
                .samples(150)
                .averaging(0.7)
                .settle(0.05))
        .listener(progress -> {});
  }

  @ParameterizedTest
  @EnumSource(PrimalMode.class)
  void reachesTheExactMultipliersDivergencesAndShares(PrimalMode mode) {
    try (Session session = Session.open().seed(11)) {
      Run run = trainer(session, Problems.shares(0.2, 0.2)).primal(mode).train();
      List<Estimate> kl = run.kl(run, 20_000);
      double[] share = shares(run);
      for (int i = 0; i < 2; i++) {
        assertEquals(Problems.LAMBDA[i], run.lambda().get(i), 0.25 * Problems.LAMBDA[i]);
        assertEquals(Math.log(5), kl.get(i).value(), 0.3);
        assertEquals(0.2, share[i + 1], 0.06);
      }
      assertTrue(run.alarms().isEmpty(), run.alarms().toString());
      Run plain = trainer(session, Problems.shares(0.2, 0.2)).unconstrained().train();
      assertTrue(shares(plain)[2] < 0.05);
      assertEquals(0, plain.lambda().max());
      assertTrue(plain.kl(run, 2000).get(1).value() > 2.5);
    }
  }

  /** A constraint that the data meet already: its multiplier stays at zero, nothing changes. */
  @Test
  void leavesAnInactiveConstraintAlone() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("A", Problems.DATA.only(0)).minShare(0.2))
            .build();
    try (Session session = Session.open().seed(12)) {
      Run run = trainer(session, problem).steps(800).train();
      assertEquals(0, run.lambda().get(0), 1e-9);
    }
  }

  /** 0.6 + 0.6 > 1 in nats: refused; where trained all the same, the alarm names both. */
  @Test
  void raisesAnAlarmWhileTrainingAnInfeasibleProblem() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostNats(0.2))
            .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).atMostNats(0.2))
            .build();
    try (Session session = Session.open().seed(13)) {
      Run run = trainer(session, problem).evenIfInfeasible().train();
      assertFalse(run.alarms().isEmpty());
      DualAlarm alarm = run.alarms().get(0);
      assertEquals(DualAlarm.Kind.DIVERGING, alarm.kind());
      assertEquals(List.of("B", "C"), alarm.constraints());
    }
  }

  private static double[] shares(Run run) {
    double[][] points = Points.of(run.sampler(Ddpm.ancestral()).seed(5).sample(4000));
    double[] shares = new double[3];
    for (double[] point : points) {
      double[] r = Problems.DATA.responsibilities(point);
      int best = 0;
      for (int k = 1; k < 3; k++) {
        best = r[k] > r[best] ? k : best;
      }
      shares[best] += 1.0 / points.length;
    }
    return shares;
  }
}
