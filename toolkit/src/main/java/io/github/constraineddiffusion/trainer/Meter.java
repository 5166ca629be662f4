package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;

/** Measures every constraint of a problem in the unit of its threshold: nats, or loss. */
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

  /** Returns over how many readings the same samples count: 1 where each has its own. */
  default double overlap() {
    return 1;
  }

  /** Returns whether the averaged weights are measured from the beginning. */
  boolean alwaysOnAverage();

  /**
   * Measures once.
   *
   * @param memory of the last reading; empty at first
   */
  Reading measure(NDManager scope, StepRandom random, Denoiser model, int samples, double[] memory);
}
