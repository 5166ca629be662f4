package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.TrainingFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Trains one run after the other. */
final class OneByOne implements RunBatch {
  private static final Trained STOPPED = new Trained(null, null);

  @Override
  public List<List<Cell>> groups(List<Cell> cells) {
    return cells.stream().map(List::of).toList();
  }

  /** An interrupt stops the run in progress, and those after it do not begin. */
  @Override
  public List<Trained> train(List<DualTrainer> trainers) {
    List<Trained> trained = new ArrayList<>();
    boolean stopped = false;
    for (DualTrainer trainer : trainers) {
      trained.add(stopped ? STOPPED : stoppable(trainer));
      stopped = trained.get(trained.size() - 1).isStopped();
    }
    return trained;
  }

  private static Trained stoppable(DualTrainer trainer) {
    try {
      return train(trainer);
    } catch (CancellationException e) {
      return STOPPED;
    }
  }

  /**
   * An illegal state is that of the process, another training or an interrupt: it ends the sweep.
   */
  static Trained train(DualTrainer trainer) {
    try {
      return new Trained(trainer.train(), null);
    } catch (IllegalStateException e) {
      throw e;
    } catch (TrainingFailure e) {
      return new Trained(e.run(), Failures.message(e));
    } catch (RuntimeException e) {
      return new Trained(null, Failures.message(e));
    }
  }
}
