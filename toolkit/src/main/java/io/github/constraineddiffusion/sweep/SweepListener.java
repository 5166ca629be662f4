package io.github.constraineddiffusion.sweep;

/** Told how a sweep goes, on a thread that trains, one call at a time. */
@FunctionalInterface
public interface SweepListener {

  /**
   * Called at the beginning, whenever a run begins or ends, a few times a second while one trains,
   * and at the end, also after an interrupt or an error.
   *
   * @param progress where the sweep is
   */
  void progress(SweepProgress progress);
}
