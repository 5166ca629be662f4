package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.denoiser.Denoiser;
import java.util.List;

/**
 * The optimal denoisers that KL divergences are measured against, one for each constraint.
 *
 * @param denoisers in the order of the constraints; null where a constraint is measured without
 * @param learned whether at least one was trained by the toolkit
 * @param seconds time spent training them, drawing what pre-trained models generate and asking for
 *     their predictions, reported apart from the run's own
 */
public record References(List<Denoiser> denoisers, boolean learned, double seconds) {

  /**
   * Copies the list, which may hold nulls.
   *
   * @param denoisers one for each constraint
   * @param learned whether one was trained
   * @param seconds spent on them
   */
  public References {
    denoisers = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(denoisers));
  }
}
