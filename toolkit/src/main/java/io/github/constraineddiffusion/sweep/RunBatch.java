package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import java.util.List;

/** How trainers become runs: one after the other, or several as one tensor program. */
interface RunBatch {

  /**
   * Divides cells into groups that one call of {@link #train} takes.
   *
   * @param cells in their order
   * @return every cell once
   */
  List<List<Cell>> groups(List<Cell> cells);

  /**
   * Trains a group.
   *
   * @param trainers of the cells of a group, or of some of them, each with its seed
   * @return one outcome a trainer, in their order
   * @throws java.util.concurrent.CancellationException where the thread is interrupted
   * @throws IllegalStateException where another training runs in this process
   */
  List<Trained> train(List<DualTrainer> trainers);

  /**
   * What became of one trainer.
   *
   * @param run the run, as far as it came where it failed; null where it failed or an interrupt
   *     came before it began
   * @param failure why it failed, in words; null where it did not
   */
  record Trained(Run run, String failure) {
    /** Whether an interrupt has ended it. */
    boolean isStopped() {
      return failure == null && (run == null || run.interrupted());
    }
  }
}
