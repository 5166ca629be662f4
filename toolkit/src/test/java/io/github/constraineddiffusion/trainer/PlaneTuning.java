package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.tensor.Session;

/** A model of two Gaussians, and how it is taught a third. */
final class PlaneTuning {
  static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};
  static final GaussianMixture OLD =
      GaussianMixture.isotropic(0.025, new double[][] {MEANS[0], MEANS[1]});
  static final GaussianMixture NEW = GaussianMixture.isotropic(0.025, new double[][] {MEANS[2]});
  static final DualSchedule DUAL =
      DualSchedule.every(5)
          .samples(200)
          .stepSize(0.1)
          .start(1)
          .decay(Decay.cosine(0.1))
          .averaging(0.5)
          .settle(0.15);
  // one for all classes of tests: it lives as long as their process
  static final Session SESSION = Session.open().seed(3);
  private static DiffusionModel pretrained;

  private PlaneTuning() {}

  /** {@return the model of the old Gaussians, trained where first asked for} */
  static synchronized DiffusionModel pretrained() {
    if (pretrained == null) {
      pretrained =
          DualTrainer.plain(OLD)
              .session(SESSION)
              .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
              .batch(256)
              .steps(1_500)
              .learningRate(LearningRate.cosine(4e-3))
              .listener(progress -> {})
              .train()
              .model();
    }
    return pretrained;
  }

  static ConstrainedProblem keeping(double share) {
    return ConstrainedProblem.minimizeKlTo(NEW)
        .subjectTo(KlConstraint.toPretrained(pretrained().generated().count(4_000)).minShare(share))
        .build();
  }

  static DualTrainer tuning(ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(SESSION)
        .denoiser(pretrained().factory())
        .batch(256)
        .steps(1_500)
        .learningRate(LearningRate.cosine(1e-3))
        .dual(DUAL)
        .listener(progress -> {});
  }
}
