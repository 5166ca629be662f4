package io.github.constraineddiffusion.sweep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.LearningRate;
import java.util.random.RandomGenerator;

/** Runs of some tens of milliseconds in the plane. */
final class Templates {
  static final GaussianMixture DATA =
      GaussianMixture.isotropic(
          0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.94, 0.05, 0.01);
  static final ResidualMlp.Builder NETWORK = ResidualMlp.builder().width(8).blocks(1).embedding(8);

  private Templates() {}

  /** Parameters "share" and "dualStep". */
  static DualTrainer tiny(SweepPoint point) {
    return tiny(point, DATA, 20);
  }

  static DualTrainer tiny(SweepPoint point, SampleSource data, int steps) {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(data)
            .subjectTo(KlConstraint.to("B", DATA.only(1)).minShare(point.number("share")))
            .build();
    double step = point.has("dualStep") ? point.number("dualStep") : 0.05;
    return DualTrainer.of(problem)
        .denoiser(NETWORK)
        .batch(16)
        .steps(steps)
        .learningRate(LearningRate.constant(3e-3))
        .dual(DualSchedule.every(5).stepSize(step).samples(10));
  }

  /** Data that tell of every batch drawn; equal to {@link #DATA} for a fingerprint. */
  record Watched(Runnable atBatch) implements SampleSource {
    @Override
    public Shape sampleShape() {
      return DATA.sampleShape();
    }

    @Override
    public NDArray sample(NDManager manager, RandomGenerator random, int count) {
      atBatch.run();
      return DATA.sample(manager, random, count);
    }

    @Override
    public String fingerprint() {
      return DATA.fingerprint();
    }
  }

  /** Data of another scale. */
  record Scaled(float scale) implements SampleSource {
    @Override
    public Shape sampleShape() {
      return DATA.sampleShape();
    }

    @Override
    public NDArray sample(NDManager manager, RandomGenerator random, int count) {
      return DATA.sample(manager, random, count).mul(scale);
    }

    @Override
    public String fingerprint() {
      return DATA.fingerprint() + " times " + scale;
    }
  }
}
