package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** The run of {@link KillTest}: resumes it, and prints a line whenever a batch is drawn. */
final class KilledRun {
  static final int STEPS = 60;
  private static final int CHECKPOINT_EVERY = 2;

  private KilledRun() {}

  public static void main(String[] arguments) {
    finish(Path.of(arguments[0]), () -> System.out.println("batch"));
  }

  /** Trains to the end, from the newest checkpoint if there is one. */
  static void finish(Path folder, Runnable atBatch) {
    try (Session session = Session.open().seed(17).threads(1)) {
      ImageSet images = TinyImages.of(session);
      ConstrainedProblem problem =
          ConstrainedProblem.minimizeKlTo(
                  new Watched(images.reweight(ClassBalance.of(1, 0.1)), atBatch))
              .subjectTo(KlConstraint.to("light below", images.only(1)).minShare(0.4))
              .build();
      DualTrainer.of(problem)
          .session(session)
          .denoiser(UNet.builder().channels(32, 32).pixelUnshuffle(2).headChannels(8))
          .schedule(NoiseSchedule.uniformLogSnr(40, 6, -8))
          .measuredBy(
              Measurement.generatedShares(TinyImages.classifier())
                  .samples(20)
                  .method(DpmSolverPlusPlus.steps(4)))
          .dual(DualSchedule.every(3).stepSize(0.05).averaging())
          .batch(8)
          .steps(STEPS)
          .checkpoints(folder, CHECKPOINT_EVERY)
          .listener(progress -> {})
          .resume();
    }
  }

  private record Watched(SampleSource source, Runnable atBatch) implements SampleSource {
    @Override
    public Shape sampleShape() {
      return source.sampleShape();
    }

    @Override
    public NDArray sample(NDManager manager, RandomGenerator random, int count) {
      atBatch.run();
      return source.sample(manager, random, count);
    }

    @Override
    public String fingerprint() {
      return source.fingerprint();
    }
  }
}
