package io.github.constraineddiffusion.trainer;

import static io.github.constraineddiffusion.trainer.TogetherRuns.assertSame;
import static io.github.constraineddiffusion.trainer.TogetherRuns.mixed;
import static io.github.constraineddiffusion.trainer.TogetherRuns.tiny;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.dual.Formulation;
import io.github.constraineddiffusion.dual.Momentum;
import io.github.constraineddiffusion.dual.NuPi;
import io.github.constraineddiffusion.dual.SelfSetting;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every run of a batch against the same run alone. */
class TogetherTrainingTest {
  @Test
  void equalsEachRunAlone() {
    try (Session session = Session.open()) {
      assertSame(mixed(session));
    }
  }

  /** As large as in the plane: other products than those of small networks. */
  @Test
  void equalsEachRunAloneWithTheUsualNetwork() {
    try (Session session = Session.open()) {
      assertSame(
          mixed(session).subList(0, 2).stream()
              .map(trainer -> trainer.denoiser(ResidualMlp.builder()).batch(64).steps(25))
              .toList());
    }
  }

  /** What answers the violations, relaxes the thresholds, remembers or adapts goes on in each. */
  @Test
  void equalsEachRunAloneWithEveryFormulationAndUpdate() {
    DualSchedule dual = DualSchedule.every(5).stepSize(0.05).samples(10).averaging();
    List<DualSchedule> duals =
        List.of(
            dual.formulation(Formulation.augmentedLagrangian(0.5)),
            dual.formulation(Formulation.quadraticPenalty(0.2, 0.3)),
            dual.formulation(Formulation.resilient(0.5)),
            dual.update(new Momentum(0.5)),
            dual.update(NuPi.withDefaults()),
            dual.update(new SelfSetting()),
            dual.formulation(Formulation.augmentedLagrangian(0.5)).update(new Momentum(0.5)));
    try (Session session = Session.open()) {
      List<DualTrainer> trainers = new ArrayList<>();
      for (DualSchedule each : duals) {
        trainers.add(tiny(session.seed(trainers.size()), Problems.DATA, 0.2, 0.3).dual(each));
      }
      assertSame(trainers);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 300})
  void equalsEachRunAloneAtAnyBatch(int batch) {
    try (Session session = Session.open()) {
      assertSame(mixed(session).stream().map(trainer -> trainer.batch(batch).steps(12)).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void equalsEachRunAloneWithEveryPredictionAndWeighting(PredictionType prediction) {
    try (Session session = Session.open()) {
      assertSame(
          mixed(session).stream()
              .map(
                  trainer ->
                      trainer
                          .steps(30)
                          .schedule(NoiseSchedule.cosine(50))
                          .prediction(prediction)
                          .weighting(LossWeighting.minSnr(5))
                          .optimizer(new AdamWConfig(0.8, 0.99, 1e-6, 0.3, 0.05, false))
                          .ema(0.9))
              .toList());
    }
  }

  @Test
  void equalsEachRunAloneWithLearnedReferencesAndThresholdsInLoss() {
    try (Session session = Session.open()) {
      ConstrainedProblem inLoss =
          ConstrainedProblem.minimizeKlTo(Problems.DATA)
              .subjectTo(KlConstraint.to("B", Problems.DATA.only(1)).atMostLoss(0.3))
              .subjectTo(KlConstraint.to("C", Problems.DATA.only(2)).minShare(0.2))
              .build();
      DualTrainer learned = tiny(session.seed(1), Problems.DATA, 0.2, 0.2).learnedReferences(20);
      DualTrainer loss =
          DualTrainer.of(inLoss)
              .session(session.seed(2))
              .denoiser(ResidualMlp.builder().width(16).blocks(2).embedding(8))
              .batch(32)
              .steps(60)
              .dual(DualSchedule.every(5).samples(10))
              .listener(progress -> {});
      assertSame(List.of(learned, loss));
    }
  }
}
