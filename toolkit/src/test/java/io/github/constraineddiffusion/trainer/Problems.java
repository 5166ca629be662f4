package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.tensor.Session;

/** The plane of notebook 01, with a network small enough for tests. */
final class Problems {
  static final GaussianMixture DATA =
      GaussianMixture.isotropic(
          0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.94, 0.05, 0.01);
  static final double[] LAMBDA = {0.26333, 0.30333};

  private Problems() {}

  static ConstrainedProblem shares(double b, double c) {
    return shares(DATA, b, c);
  }

  static ConstrainedProblem shares(SampleSource data, double b, double c) {
    return ConstrainedProblem.minimizeKlTo(data)
        .subjectTo(KlConstraint.to("B", DATA.only(1)).minShare(b))
        .subjectTo(KlConstraint.to("C", DATA.only(2)).minShare(c))
        .build();
  }

  /** A trainer for plumbing: a few milliseconds a step or less, silent. */
  static DualTrainer tiny(Session session) {
    return tiny(session, DATA);
  }

  static DualTrainer tiny(Session session, SampleSource data) {
    return DualTrainer.of(shares(data, 0.2, 0.2))
        .session(session)
        .denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8))
        .batch(32)
        .steps(60)
        .learningRate(LearningRate.cosine(3e-3).withWarmUp(10))
        .dual(DualSchedule.every(5).stepSize(0.05).samples(10).averaging())
        .listener(progress -> {});
  }
}
