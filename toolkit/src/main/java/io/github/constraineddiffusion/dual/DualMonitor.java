package io.github.constraineddiffusion.dual;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Watches a dual ascent and says, once each, when λ diverges or oscillates, or the model collapses.
 *
 * <p>Fed after every dual update, in order; a resumed run feeds it its history first. Not for
 * several threads.
 */
public final class DualMonitor {
  private final List<Watch> watches;
  private final CollapseWatch collapse;
  private final Deque<DualAlarm> waiting = new ArrayDeque<>();

  private DualMonitor(CollapseWatch collapse, Watch... watches) {
    this.collapse = collapse;
    this.watches = List.of(watches);
  }

  /**
   * Watches constraints whose violations are measured in nats.
   *
   * @param names the constraints, in the order of λ
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor of(List<String> names) {
    return of(names, 1, DivergenceWatch.USUAL_LAG);
  }

  /**
   * Watches constraints of which no bound is known on what larger multipliers could take away:
   * thresholds that give way, so that λ cannot diverge, or mean rewards beside divergences.
   *
   * @param names the constraints, in the order of λ
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor bounded(List<String> names) {
    return new DualMonitor(new CollapseWatch(names, 1), new OscillationWatch(names));
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
    return new DualMonitor(
        new CollapseWatch(names, oneNat),
        new DivergenceWatch(names, oneNat, lag),
        new OscillationWatch(names));
  }

  /**
   * Takes in one dual update of the Lagrangian, whose multipliers are the weights.
   *
   * @param step the training step
   * @param lambda the multipliers with which the model has been trained up to this measurement
   * @param violation the violations measured, positive where violated
   * @param standardError their standard errors, 0 or NaN where unknown
   * @return an alarm the first time there is reason for it; of several, the next follow one by one
   */
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] violation, double[] standardError) {
    return observe(step, lambda, lambda, violation, standardError);
  }

  /**
   * Takes in one dual update of any formulation.
   *
   * @param step the training step
   * @param lambda the multipliers before the update
   * @param weights what the constraints weighed in the mixture that the model has been trained on;
   *     0 for those that are no part of a mixture
   * @param violation the violations measured, positive where violated
   * @param standardError their standard errors, 0 or NaN where unknown
   * @return an alarm the first time there is reason for it; of several, the next follow one by one
   */
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] weights, double[] violation, double[] standardError) {
    for (Watch watch : watches) {
      watch.observe(step, lambda, violation, standardError).ifPresent(waiting::add);
    }
    collapse.observe(step, lambda, weights, violation).ifPresent(waiting::add);
    return Optional.ofNullable(waiting.poll());
  }
}
