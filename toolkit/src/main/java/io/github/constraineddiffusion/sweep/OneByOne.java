package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.TrainingFailure;
import java.util.List;

/** Trains one run after the other. */
final class OneByOne implements RunBatch {

  @Override
  public List<List<Cell>> groups(List<Cell> cells) {
    return cells.stream().map(List::of).toList();
  }

  @Override
  public List<Trained> train(List<DualTrainer> trainers) {
    return trainers.stream().map(OneByOne::train).toList();
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
      if (e.run() != null) {
        e.run().close();
      }
      return new Trained(null, Failures.message(e));
    } catch (RuntimeException e) {
      return new Trained(null, Failures.message(e));
    }
  }
}
