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

/** Some runs whose networks are one stack: they take their steps at the same time. */
final class RunBlock implements AutoCloseable {
  /** The engine has one generator: seeding it and drawing from it is one thing. */
  private static final Object GENERATOR = new Object();

  private final List<Preparation.Ready> runs;
  private final List<RunLog> logs = new ArrayList<>();
  private final List<Run> done = new ArrayList<>();
  private final TrainerSettings common;
  private final Noising noising;
  private final StackedMlp stack;

  /**
   * Stacks the networks.
   *
   * @param runs with equal {@link TogetherTraining#shape}
   */
  RunBlock(List<Preparation.Ready> runs) {
    this.runs = runs;
    this.common = runs.get(0).settings();
    this.noising = new Noising(runs.get(0).forward(), common.prediction, common.weighting);
    List<List<NDArray>> weights = new ArrayList<>();
    for (Preparation.Ready run : runs) {
      logs.add(new RunLog(run.settings(), run.dual()));
      weights.add(run.network().weights());
      done.add(null);
    }
    long[] sizes = ((ResidualMlp) runs.get(0).network().block()).sizes();
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
   * Takes one step of every run, and measures the constraints of those whose update is due.
   *
   * @param seconds of training until now, one run's share
   */
  void step(int next, double seconds) {
    try (NDManager scope = common.session.scope()) {
      Noising.Drawn drawn = draw(scope, next);
      TrainingRows rows = noising.rows(scope, drawn, null);
      float[] losses =
          stack.gradient(
              rows.noisy(),
              rows.timesteps(),
              rows.target(),
              noising.weights(scope, drawn.levels()));
      double[] rates = logs.stream().mapToDouble(log -> log.learningRate(next)).toArray();
      float[] norms = stack.update(rates, common.ema.at(next));
      for (int r = 0; r < runs.size(); r++) {
        if (done.get(r) == null) {
          took(r, next, losses[r], norms[r], seconds);
        }
      }
      for (int r = 0; r < runs.size(); r++) {
        if (done.get(r) == null && logs.get(r).dualIsDue()) {
          updateDual(r, scope, seconds);
        }
      }
    }
  }

  /** Draws as each run alone would: by its own seed, its own multipliers, in the same order. */
  private Noising.Drawn draw(NDManager scope, int next) {
    List<Noising.Drawn> batches = new ArrayList<>();
    for (int r = 0; r < runs.size(); r++) {
      Preparation.Ready run = runs.get(r);
      synchronized (GENERATOR) {
        StepRandom random = run.settings().session.random(TrainingLoop.PRIMAL, next);
        Sources.Part part = run.sources().parts(logs.get(r).lambda(), random, common.batch).get(0);
        NDArray clean = part.source().sample(scope, random, part.rows());
        batches.add(noising.draw(scope, random, clean));
      }
    }
    return Noising.Drawn.concatenate(batches);
  }

  private void took(int r, int next, double loss, double norm, double seconds) {
    RunLog log = logs.get(r);
    if (Double.isFinite(loss) && Double.isFinite(norm)) {
      log.took(next, loss, norm, seconds);
    } else {
      finish(r, seconds, true, log.notFinite(next, loss, norm));
    }
  }

  private void updateDual(int r, NDManager scope, double seconds) {
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
      finish(r, seconds, true, log.notFinite(e));
    }
  }

  private Denoiser denoiser(int r, boolean averaged) {
    return runs.get(r).network().denoiser((x, t) -> stack.output(r, averaged, x, t));
  }

  /** Hands over a run as it is now: later steps of the others leave it alone. */
  private void finish(int r, double seconds, boolean interrupted, String failure) {
    Network network = runs.get(r).network();
    stack.copyWeights(r, network.weights());
    List<NDArray> average = stack.averages(r, network.manager(), network.weights());
    done.set(r, runs.get(r).run(logs.get(r).outcome(average, seconds, interrupted, failure)));
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

  /** Ends all runs that have not ended. */
  List<Run> finish(double seconds) {
    for (int r = 0; r < runs.size(); r++) {
      if (done.get(r) == null) {
        finish(r, seconds, logs.get(r).step() < common.steps, null);
      }
    }
    return done;
  }

  @Override
  public void close() {
    stack.close();
  }
}
