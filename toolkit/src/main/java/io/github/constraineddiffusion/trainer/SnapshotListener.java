package io.github.constraineddiffusion.trainer;

/** Looks at a model while it trains, on the thread that trains. */
@FunctionalInterface
public interface SnapshotListener {

  /**
   * Looks at the model as it is now. Nothing done here is recorded for gradients.
   *
   * @param snapshot valid during this call only
   */
  void look(Snapshot snapshot);
}
