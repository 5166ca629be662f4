package io.github.constraineddiffusion.dual;

import java.util.List;
import java.util.Optional;

/**
 * Watches a dual ascent and says, once each, when λ diverges or oscillates.
 *
 * <p>Fed after every dual update, in order; a resumed run feeds it its history first. Not for
 * several threads.
 */
public final class DualMonitor {
  private final DivergenceWatch divergence;
  private final OscillationWatch oscillation;

  private DualMonitor(List<String> names, double oneNat, int lag) {
    this.divergence = new DivergenceWatch(names, oneNat, lag);
    this.oscillation = new OscillationWatch(names);
  }

  /**
   * Watches constraints whose violations are measured in nats.
   *
   * @param names the constraints, in the order of λ
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor of(List<String> names) {
    return new DualMonitor(names, 1, DivergenceWatch.USUAL_LAG);
  }

  /**
   * Watches constraints measured in another unit of divergence, or models that follow slowly.
   *
   * @param names the constraints, in the order of λ
   * @param oneNat how large one nat is in the unit of the violations, above 0
   * @param lag after how many dual updates the model has followed a change of λ, at least 1
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor of(List<String> names, double oneNat, int lag) {
    if (!(oneNat > 0 && Double.isFinite(oneNat))) {
      throw new IllegalArgumentException(
          "oneNat is " + oneNat + ", but must be positive: 1 for violations in nats");
    }
    if (lag < 1) {
      throw new IllegalArgumentException(
          "lag is " + lag + ", but must be at least 1 dual update: try 25");
    }
    return new DualMonitor(names, oneNat, lag);
  }

  /**
   * Takes in one dual update.
   *
   * @param step the training step
   * @param lambda the multipliers with which the model has been trained up to this measurement
   * @param violation the violations measured, positive where violated
   * @param standardError their standard errors, 0 or NaN where unknown
   * @return an alarm the first time there is reason for it
   */
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] violation, double[] standardError) {
    var diverging = divergence.observe(step, lambda, violation, standardError);
    var oscillating = oscillation.observe(step, lambda, violation, standardError);
    return diverging.isPresent() ? diverging : oscillating;
  }
}
