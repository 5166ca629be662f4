package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.tensor.StackedMlp;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The runs of one thread, whose networks are one stack. */
final class RunBlock implements AutoCloseable {
  /** The engine has one generator: seeding it and drawing from it is one thing. */
  private static final Object GENERATOR = new Object();

  /** Numbers that a call of the engine is given as samples at most. */
  private static final long NUMBERS = 1 << 18;

  private final List<Preparation.Ready> runs;
  private final int threads;
  private final BooleanSupplier stopped;
  private final int most;
  private final double[] seconds;
  private final List<RunLog> logs = new ArrayList<>();
  private final List<Run> done = new ArrayList<>();
  private final TrainerSettings common;
  private final Noising noising;
  private final StackedMlp stack;

  /**
   * Stacks the networks.
   *
   * @param runs with equal {@link TogetherTraining#shape}
   * @param threads that have such a block, which share the time
   * @param stopped asked before every step: whether it is not to be taken
   */
  RunBlock(List<Preparation.Ready> runs, int threads, BooleanSupplier stopped) {
    this.runs = runs;
    this.threads = threads;
    this.stopped = stopped;
    this.seconds = new double[runs.size()];
    this.common = runs.get(0).settings();
    this.noising = new Noising(runs.get(0).forward(), common.prediction, common.weighting);
    long[] sizes = ((ResidualMlp) runs.get(0).network().block()).sizes();
    this.most = (int) Math.max(1, NUMBERS / (common.batch * sizes[0]));
    List<List<NDArray>> weights = new ArrayList<>();
    for (Preparation.Ready run : runs) {
      logs.add(new RunLog(run.settings(), run.dual()));
      weights.add(run.network().weights());
      done.add(null);
    }
    this.stack =
        new StackedMlp(
            common.session.manager(),
            common.session.device(),
            sizes,
            common.schedule.steps(),
            weights,
            common.optimizer);
  }

  /**
   * Takes steps of one run, and measures its constraints where an update is due.
   *
   * @param to the last step
   */
  void steps(int r, int to) {
    RunLog log = logs.get(r);
    while (done.get(r) == null && log.step() < to && !stopped.getAsBoolean()) {
      long begun = System.nanoTime();
      double before = seconds[r];
      try (NDManager scope = common.session.scope()) {
        List<Noising.Drawn> drawn = draw(scope, r, to);
        float[][] seen = take(scope, r, drawn);
        double each = (System.nanoTime() - begun) / 1e9 / threads / seen.length;
        for (int k = 0; k < seen.length && done.get(r) == null; k++) {
          took(r, log.step() + 1, seen[k][0], seen[k][1], before + (k + 1) * each);
        }
        if (done.get(r) == null && log.dualIsDue()) {
          updateDual(r, scope);
        }
      }
      seconds[r] = before + (System.nanoTime() - begun) / 1e9 / threads;
    }
  }

  /** Draws for the steps up to the next move of the multipliers, at most; for one at least. */
  private List<Noising.Drawn> draw(NDManager scope, int r, int to) {
    RunLog log = logs.get(r);
    List<Noising.Drawn> batches = new ArrayList<>();
    int next = log.step();
    do {
      next++;
      batches.add(draw(scope, runs.get(r), log.lambda(), next));
    } while (next < to && batches.size() < most && !log.dualIsDue(next) && !stopped.getAsBoolean());
    return batches;
  }

  /** Draws as the run alone would: by its own seed, its own multipliers, in the same order. */
  private Noising.Drawn draw(NDManager scope, Preparation.Ready run, double[] lambda, int next) {
    synchronized (GENERATOR) {
      StepRandom random = run.settings().session.random(TrainingLoop.PRIMAL, next);
      Sources.Part part = run.sources().parts(lambda, random, common.batch).get(0);
      return noising.draw(scope, random, part.source().sample(scope, random, part.rows()));
    }
  }

  private float[][] take(NDManager scope, int r, List<Noising.Drawn> batches) {
    Noising.Drawn drawn = Noising.Drawn.concatenate(batches);
    TrainingRows rows = noising.rows(scope, drawn, null);
    int first = logs.get(r).step() + 1;
    int[] numbers = IntStream.range(first, first + batches.size()).toArray();
    return stack.steps(
        r,
        rows.noisy(),
        rows.timesteps(),
        rows.target(),
        noising.weights(scope, drawn.levels()),
        IntStream.of(numbers).mapToDouble(logs.get(r)::learningRate).toArray(),
        IntStream.of(numbers).mapToDouble(common.ema::at).toArray());
  }

  private void took(int r, int next, double loss, double norm, double elapsed) {
    RunLog log = logs.get(r);
    if (Double.isFinite(loss) && Double.isFinite(norm)) {
      log.took(next, loss, norm, elapsed);
    } else {
      finish(r, elapsed, true, log.notFinite(next, loss, norm));
    }
  }

  private void updateDual(int r, NDManager scope) {
    Preparation.Ready run = runs.get(r);
    RunLog log = logs.get(r);
    try {
      Meter.Drawn drawn;
      synchronized (GENERATOR) {
        StepRandom random = run.settings().session.random(TrainingLoop.DUAL, log.step());
        drawn = run.dual().draw(scope, random);
      }
      log.updated(run.dual().update(log.step(), drawn, denoiser(r, false), denoiser(r, true)));
    } catch (NotFiniteException e) {
      finish(r, seconds[r], true, log.notFinite(e));
    }
  }

  private Denoiser denoiser(int r, boolean averaged) {
    return runs.get(r).network().denoiser((x, t) -> stack.output(r, averaged, x, t));
  }

  /** Hands over a run as it is now: later steps of the others leave it alone. */
  private void finish(int r, double elapsed, boolean interrupted, String failure) {
    Network network = runs.get(r).network();
    stack.copyWeights(r, network.weights());
    List<NDArray> average = stack.averages(r, network.manager(), network.weights());
    done.set(r, runs.get(r).run(logs.get(r).outcome(average, elapsed, interrupted, failure)));
  }

  /** Tells the listeners of the runs. */
  void report(double elapsed, boolean last) {
    for (int r = 0; r < runs.size(); r++) {
      TrainingListener listener = runs.get(r).settings().listener;
      Progress progress = logs.get(r).progress(elapsed, 0);
      if (last) {
        listener.finished(progress);
      } else {
        listener.progress(progress);
      }
    }
  }

  RunLog firstLog() {
    return logs.get(0);
  }

  /** Ends all runs that have not ended, each with the seconds that it took itself. */
  List<Run> finish() {
    for (int r = 0; r < runs.size(); r++) {
      if (done.get(r) == null) {
        finish(r, seconds[r], logs.get(r).step() < common.steps, null);
      }
    }
    return done;
  }

  @Override
  public void close() {
    stack.close();
  }
}
