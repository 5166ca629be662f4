package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.Arrays;

/** Counts how many samples, of data or of a model, a classifier gives to each class. */
final class GeneratedClasses {
  private static final long PLACE = 7;

  private final ConstrainedProblem problem;
  private final ShareMeasurement how;
  private final Session session;
  private final NoiseSchedule schedule;

  GeneratedClasses(
      ConstrainedProblem problem, ShareMeasurement how, Session session, NoiseSchedule schedule) {
    this.problem = problem;
    this.how = how;
    this.session = session;
    this.schedule = schedule;
  }

  /**
   * Returns how many samples of a source the classifier gives to each class.
   *
   * @param name of the data, which must lie within the clip; null where that does not matter
   * @param place tells the random numbers of one source from another's
   */
  int[] of(SampleSource source, String name, int place, int samples) {
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      StepRandom random = session.random(PLACE, place);
      NDArray own = source.sample(scope, random, samples);
      if (name != null) {
        requireWithinClip(own, name);
      }
      return count(own);
    }
  }

  /** Samples that are clipped closer than the data reach would be of no class. */
  private void requireWithinClip(NDArray data, String name) {
    double reach = data.abs().max().getFloat();
    if (how.clip() > 0 && reach > how.clip() * (1 + 1e-6)) {
      throw new IllegalArgumentException(
          "clip is %s, but the data of constraint '%s' reach %.3g: give a limit that holds them, or none by clip(0)"
              .formatted(how.clip(), name, reach));
    }
  }

  /** Returns how many of the samples that a model generates the classifier gives to each class. */
  int[] generated(Denoiser model, StepRandom random) {
    Generation generation =
        new Generation(
            session,
            schedule,
            problem.objective().sampleShape(),
            how.samples(),
            how.method(),
            how.clip());
    try (NDArray drawn = generation.from(model, random);
        GradMode off = GradMode.off()) {
      return count(drawn);
    }
  }

  int[] count(NDArray samples) {
    int[] counts = new int[how.classifier().classes()];
    Arrays.stream(how.classifier().classify(samples)).forEach(c -> counts[c]++);
    return counts;
  }
}
