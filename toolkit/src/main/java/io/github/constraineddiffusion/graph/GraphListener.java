package io.github.constraineddiffusion.graph;

/** Told how a training on graphs goes, on the thread that trains. */
@FunctionalInterface
public interface GraphListener {
  /**
   * Called before the first epoch, then at most about four times a second, and at the end; where
   * runs train one by one, so for each of them.
   *
   * @param progress where the training is
   */
  void progress(GraphProgress progress);
}
