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
  private final Deque<DualAlarm> waiting = new ArrayDeque<>();

  private DualMonitor(Watch... watches) {
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
   * Watches constraints in nats whose thresholds give way, so that λ cannot diverge.
   *
   * @param names the constraints, in the order of λ
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor bounded(List<String> names) {
    return new DualMonitor(new OscillationWatch(names), new CollapseWatch(names, 1));
  }

  /**
   * Watches for swings only: with mean rewards beside divergences no bound is known on what larger
   * multipliers could take away, and the data's part is not 1/(1 + Σλ).
   *
   * @param names the constraints, in the order of λ
   * @return a monitor that has seen nothing yet
   */
  public static DualMonitor ofSwings(List<String> names) {
    return new DualMonitor(new OscillationWatch(names));
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
        new DivergenceWatch(names, oneNat, lag),
        new OscillationWatch(names),
        new CollapseWatch(names, oneNat));
  }

  /**
   * Takes in one dual update.
   *
   * @param step the training step
   * @param lambda the multipliers with which the model has been trained up to this measurement
   * @param violation the violations measured, positive where violated
   * @param standardError their standard errors, 0 or NaN where unknown
   * @return an alarm the first time there is reason for it; of several, the next follow one by one
   */
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] violation, double[] standardError) {
    for (Watch watch : watches) {
      watch.observe(step, lambda, violation, standardError).ifPresent(waiting::add);
    }
    return Optional.ofNullable(waiting.poll());
  }
}
