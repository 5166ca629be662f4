package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The chains of one batch at one noise level: K steps, the first half of which tune their size. */
final class LevelChain {
  private final NDManager memory;
  private final LevelScore density;
  private final McmcKernel kernel;
  private final Energy energy;
  private final StepTuner tuner;
  private final List<NDArray> frozen = new ArrayList<>();
  private NDArray x;
  private NDArray score;
  private double acceptance;
  private int measured;

  /** Takes over {@code x}; everything kept is owned by {@code memory}. */
  LevelChain(
      NDManager memory,
      NDArray x,
      LevelScore density,
      McmcKernel kernel,
      Energy energy,
      StepTuner tuner) {
    this.memory = memory;
    this.x = x;
    this.density = density;
    this.kernel = kernel;
    this.energy = energy;
    this.tuner = tuner;
    x.attach(memory);
    this.score = density.at(x);
  }

  NDArray x() {
    return x;
  }

  NDArray score() {
    return score;
  }

  LevelReport run() {
    int steps = kernel.steps();
    int tuning = tuner.tuningSteps(steps);
    for (int k = 1; k <= steps; k++) {
      stopIfInterrupted(k - 1);
      double mean = step(kernel.adjusted() || k <= tuning || k == steps);
      if (k <= tuning) {
        tuner.saw(mean, k);
      } else {
        keep(mean);
      }
    }
    requireFinite();
    var level = density.level();
    double size = EffectiveSize.of(frozen);
    return new LevelReport(
        level.t(), 2 * level.halfLogSnr(), tuner.factor(), acceptance / measured, size);
  }

  // Makes one step; returns its mean acceptance probability, NaN where that was not asked for.
  private double step(boolean measure) {
    double variance = 1 - density.level().alphaBar();
    try (NDManager scope = memory.newSubManager()) {
      x.attach(scope);
      score.attach(scope);
      McmcProposal to = kernel.propose(density, x, score, tuner.factor() * variance);
      NDArray logRatio =
          measure ? energy.difference(density, x, to.x()).add(to.correction()) : null;
      if (kernel.adjusted()) {
        NDArray accepted = accepted(logRatio);
        x = NDArrays.where(accepted, to.x(), x);
        score = NDArrays.where(accepted, to.score(), score);
      } else {
        x = to.x();
        score = to.score();
      }
      x.attach(memory);
      score.attach(memory);
      return measure ? meanProbability(logRatio) : Double.NaN;
    }
  }

  // log u < log ratio with u uniform, for each chain; a ratio that is not a number is refused
  private NDArray accepted(NDArray logRatio) {
    long n = x.getShape().get(0);
    NDArray logUniform = x.getManager().randomUniform(0, 1, new Shape(n)).log();
    long[] column = new long[x.getShape().dimension()];
    Arrays.fill(column, 1);
    column[0] = n;
    return logUniform.lt(logRatio).reshape(column).broadcast(x.getShape());
  }

  private static double meanProbability(NDArray logRatio) {
    float[] values = logRatio.toFloatArray();
    double sum = 0;
    for (float value : values) {
      sum += Float.isNaN(value) ? 0 : Math.exp(Math.min(0, value));
    }
    return sum / values.length;
  }

  private void keep(double mean) {
    NDArray state = x.reshape(x.getShape());
    state.attach(memory);
    frozen.add(state);
    if (!Double.isNaN(mean)) {
      acceptance += mean;
      measured++;
    }
  }

  private void requireFinite() {
    if (!Float.isFinite(x.sum().getFloat())) {
      throw new IllegalStateException(
          "the chains left the finite numbers at t = "
              + density.level().t()
              + " with steps of "
              + tuner.factor()
              + " sigma^2: take a smaller stepSize or an adjusted kernel (Mala, Hmc), and check that"
              + " the denoiser returns finite numbers");
    }
  }

  private void stopIfInterrupted(int done) {
    if (Thread.interrupted()) {
      throw new CancellationException(
          "sampling was interrupted at t = "
              + density.level().t()
              + " after "
              + done
              + " of "
              + kernel.steps()
              + " kernel steps");
    }
  }
}
