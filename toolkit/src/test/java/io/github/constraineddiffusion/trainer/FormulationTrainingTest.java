package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.Formulation;
import io.github.constraineddiffusion.dual.Momentum;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formulations in training: what is recorded, and what the model is trained on. */
class FormulationTrainingTest {
  private static final DualSchedule DUAL =
      DualSchedule.every(5).stepSize(0.05).samples(10).averaging();

  // λ = u/2 and −log((ρ + λ)/(1 + Σλ)) − 0.2 = u, solved to ten digits
  private static final double[] EXACT_RELAXATION = {1.07192, 1.10912};

  private static Run tiny(Session session, Formulation formulation) {
    return Problems.tiny(session).dual(DUAL.formulation(formulation)).train();
  }

  @Test
  void recordsShowTheWeights() {
    try (Session session = Session.open().seed(3);
        Run run = tiny(session, Formulation.augmentedLagrangian(0.5))) {
      assertEquals(12, run.history().duals().size());
      for (DualRecord record : run.history().duals()) {
        for (int i = 0; i < 2; i++) {
          double weight = Math.max(0, record.lambda()[i] - 0.5 * record.slack()[i]);
          assertEquals(weight, record.weights()[i], 1e-12);
          assertEquals(Math.log(5), record.threshold()[i], 1e-12);
        }
      }
    }
  }

  @Test
  void thePenaltyIsRecordedAsAPrice() {
    try (Session session = Session.open().seed(3);
        Run run = tiny(session, Formulation.quadraticPenalty(0.2, 0.3))) {
      double[] c = {0.2, 0.3};
      for (DualRecord record : run.history().duals()) {
        for (int i = 0; i < 2; i++) {
          assertEquals(Math.max(0, -c[i] * record.slack()[i]), record.lambda()[i], 1e-12);
          assertEquals(record.lambda()[i], record.weights()[i]);
        }
      }
    }
  }

  @Test
  void relaxedThresholdsAreRecorded() {
    try (Session session = Session.open().seed(3);
        Run run = tiny(session, Formulation.resilient(0.5))) {
      double[] lambda = {0, 0};
      for (DualRecord record : run.history().duals()) {
        for (int i = 0; i < 2; i++) {
          assertEquals(Math.log(5) + lambda[i] / 0.5, record.threshold()[i], 1e-12);
          double next = Math.max(0, lambda[i] - 0.05 * record.slack()[i]);
          assertEquals(next, record.lambda()[i], 1e-12);
        }
        lambda = record.lambda();
      }
      double[] relaxed = {run.lambda().get(0) / 0.5, run.lambda().get(1) / 0.5};
      assertEquals(List.of("B", "C"), List.copyOf(run.relaxations().keySet()));
      assertEquals(relaxed[0], run.relaxations().get("B"), 1e-12);
      assertEquals(relaxed[1], run.relaxations().get("C"), 1e-12);
    }
  }

  /** Weights of 1e-12 beside λ change nothing; weights of the size of λ change the batches. */
  @Test
  void theModelIsTrainedWithTheWeights() {
    try (Session session = Session.open().seed(4);
        Run plain = tiny(session, Formulation.lagrangian());
        Run same = tiny(session, Formulation.augmentedLagrangian(1e-12));
        Run other = tiny(session, Formulation.augmentedLagrangian(1))) {
      assertEquals(lastLoss(plain), lastLoss(same), 1e-6);
      assertNotEquals(lastLoss(plain), lastLoss(other), 1e-4);
      assertEquals(0.0, plain.relaxations().get("B"));
    }
  }

  private static double lastLoss(Run run) {
    List<StepRecord> steps = run.history().steps();
    return steps.get(steps.size() - 1).loss();
  }

  /** The violation that the weights answer is in the checkpoint. */
  @Test
  void resumesToTheSameNumbers(@TempDir Path folder) {
    DualSchedule dual =
        DUAL.formulation(Formulation.augmentedLagrangian(0.7)).update(new Momentum(0.5));
    try (Session session = Session.open().seed(5)) {
      DualTrainer trainer = Problems.tiny(session).dual(dual);
      DualTrainer saving =
          trainer
              .checkpoints(folder, 33)
              .snapshots(33, snapshot -> Thread.currentThread().interrupt());
      try (Run stopped = saving.train()) {
        assertTrue(stopped.interrupted() && stopped.steps() < 60, stopped.toString());
      }
      try (Run whole = trainer.train();
          Run resumed = trainer.checkpoints(folder, 33).resume()) {
        assertEquals(lastLoss(whole), lastLoss(resumed));
        assertArrayEquals(whole.lambda().values(), resumed.lambda().values());
        assertArrayEquals(last(whole).weights(), last(resumed).weights());
      }
    }
  }

  private static DualRecord last(Run run) {
    List<DualRecord> duals = run.history().duals();
    return duals.get(duals.size() - 1);
  }

  /** 0.8 + 0.8 > 1: the Lagrangian refuses; λ = cost·u at what is trained, no alarm. */
  @Test
  void thresholdsThatCannotBeMetAreRelaxed() {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(Problems.DATA)
            .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostNats(0.2))
            .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).atMostNats(0.2))
            .build();
    DualSchedule dual =
        DualSchedule.every(4)
            .stepSize(0.05)
            .decay(Decay.cosine(0.1))
            .warmUp(300)
            .samples(100)
            .averaging(0.7)
            .settle(0.05);
    try (Session session = Session.open().seed(13)) {
      DualTrainer trainer =
          DualTrainer.of(problem)
              .session(session)
              .batch(256)
              .steps(1200)
              .learningRate(LearningRate.cosine(2e-3))
              .listener(progress -> {});
      assertThrows(IllegalArgumentException.class, trainer.dual(dual)::train);
      try (Run run = trainer.dual(dual.formulation(Formulation.resilient(0.5))).train()) {
        assertTrue(run.alarms().isEmpty(), run.alarms().toString());
        assertTrue(run.warnings().toString().contains("Infeasible"), run.warnings().toString());
        for (int i = 0; i < 2; i++) {
          double u = run.relaxations().get(problem.names().get(i));
          double left = run.kl(run, 5000).get(i).value() - 0.2;
          // below: three standard errors of the averaged u, about 0.02 each; above also the misfit
          // of
          // the network, of which u takes 0.6: seed 13 gives 0.14 and 0.25 leaves it some room
          assertTrue(u > EXACT_RELAXATION[i] - 0.07 && u < EXACT_RELAXATION[i] + 0.25, "" + u);
          // three standard errors of 5,000 samples, and what the last steps take off the misfit
          assertEquals(u, left, 0.2);
        }
      }
    }
  }
}
