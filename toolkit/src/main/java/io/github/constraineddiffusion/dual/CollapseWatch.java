package io.github.constraineddiffusion.dual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Notices a model that collapses: onto the constraints, or out of a class it had.
 *
 * <p>Onto the constraints: of the mixture (q + Σ w_i·q_i)/(1 + Σ w_i) that the model is trained on
 * the data have 1/(1 + Σ w_i); where that is below 2 % in the mean of ten updates, all that no
 * constraint asks for is generated less than a fiftieth as often as it is in the data.
 *
 * <p>Out of a class: the violation, a mean of five updates, had been 0 or less, and is now above
 * log 20 nats, a twentieth of the share asked for, though λ is no smaller than it ever was while
 * the constraint held. A swinging λ is no reason: there λ is small where the violation is large.
 */
final class CollapseWatch {
  private static final int WINDOW = 10;
  private static final int SMOOTHED = 5;
  private static final double DATA_LEFT = 0.02;
  private static final double LOST = Math.log(20);
  private static final double INVOLVED = 0.05;

  private final List<String> names;
  private final double oneNat;
  private final Window dataLeft = new Window(WINDOW);
  private final Window[] violations;
  private final Window[] multipliers;
  private final double[] heldAt;
  private boolean toldOfData;
  private boolean toldOfClass;

  CollapseWatch(List<String> names, double oneNat) {
    this.names = List.copyOf(names);
    this.oneNat = oneNat;
    this.violations = names.stream().map(name -> new Window(SMOOTHED)).toArray(Window[]::new);
    this.multipliers = names.stream().map(name -> new Window(SMOOTHED)).toArray(Window[]::new);
    this.heldAt = new double[names.size()];
    Arrays.fill(heldAt, Double.NaN);
  }

  /**
   * Takes in one dual update.
   *
   * @param lambda the multipliers before it
   * @param weights w, what the constraints weighed in the primal steps before it
   * @param violation the violations measured
   */
  Optional<DualAlarm> observe(int step, double[] lambda, double[] weights, double[] violation) {
    dataLeft.add(1 / (1 + Arrays.stream(weights).sum()));
    for (int i = 0; i < heldAt.length; i++) {
      violations[i].add(violation[i] / oneNat);
      multipliers[i].add(lambda[i]);
    }
    List<String> lost = lost();
    if (!toldOfClass && !lost.isEmpty()) {
      toldOfClass = true;
      return alarm(step, lost, classMessage(lost));
    }
    if (!toldOfData && dataLeft.full() && dataLeft.mean() < DATA_LEFT) {
      toldOfData = true;
      List<String> heavy = heavy(weights);
      return alarm(step, heavy, dataMessage(heavy));
    }
    return Optional.empty();
  }

  private static Optional<DualAlarm> alarm(int step, List<String> involved, String message) {
    return Optional.of(new DualAlarm(DualAlarm.Kind.COLLAPSED, step, involved, message));
  }

  private List<String> lost() {
    return IntStream.range(0, heldAt.length).filter(this::lost).mapToObj(names::get).toList();
  }

  private boolean lost(int i) {
    if (!violations[i].full()) {
      return false;
    }
    double now = multipliers[i].mean();
    if (violations[i].mean() <= 0) {
      heldAt[i] = Double.isNaN(heldAt[i]) ? now : Math.max(heldAt[i], now);
    }
    return violations[i].mean() > LOST && now >= heldAt[i];
  }

  private List<String> heavy(double[] weights) {
    double total = Arrays.stream(weights).sum();
    return IntStream.range(0, weights.length)
        .filter(i -> weights[i] >= INVOLVED * total)
        .mapToObj(names::get)
        .toList();
  }

  private static String classMessage(List<String> lost) {
    return String.format(
        Locale.ROOT,
        "the model has lost %s, which it had: the share generated is below a twentieth of what is"
            + " asked for, though lambda is as large as when it held. Lower the learning rate, give"
            + " %s more samples, or train a larger model.",
        String.join(", ", lost),
        lost.size() == 1 ? "it" : "them");
  }

  private String dataMessage(List<String> heavy) {
    return String.format(
        Locale.ROOT,
        "the weights of %s leave the data %.2g %% of what the model is trained on: it collapses"
            + " onto the constraints. Ask for smaller shares, or use a smaller dual step size or"
            + " penalty.",
        String.join(", ", heavy),
        100 * dataLeft.mean());
  }
}
