package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;

/** Measures every constraint of a problem in the unit of its threshold: nats, loss, a reward's. */
interface Meter {

  /**
   * What a measurement found.
   *
   * @param estimates one for each constraint
   * @param memory numbers for the next measurement, which go into checkpoints
   */
  record Reading(List<Estimate> estimates, double[] memory) {}

  /** Returns the thresholds, in the order of the constraints. */
  double[] thresholds();

  /** Returns how large one nat is in the unit of a constraint. */
  double oneNat(int constraint);

  /** Returns whether the values of a constraint are to be at least its threshold. */
  default boolean atLeast(int constraint) {
    return false;
  }

  /**
   * Returns whether a constraint's multiplier is the weight of its data beside the objective's in
   * what the model is trained on.
   */
  default boolean mixes(int constraint) {
    return true;
  }

  /**
   * Returns whether rewards, or their like, weigh single rows of the data: no bound is known then
   * on what larger multipliers could take away.
   */
  default boolean tilts() {
    return false;
  }

  /** Returns over how many readings the same samples count: 1 where each has its own. */
  default double overlap() {
    return 1;
  }

  /** Returns whether the averaged weights are measured from the beginning. */
  boolean alwaysOnAverage();

  /** A measurement whose random numbers are drawn: what is left to do needs the model alone. */
  interface Drawn {

    /** Measures, once. */
    Reading measure(Denoiser model);
  }

  /**
   * Prepares one measurement.
   *
   * @param memory of the last reading; empty at first
   */
  Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory);
}
