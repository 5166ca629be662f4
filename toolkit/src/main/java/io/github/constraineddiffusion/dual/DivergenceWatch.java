package io.github.constraineddiffusion.dual;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Notices early that the dual function is unbounded.
 *
 * <p>Let S = Σλ, d = λ/S. The minimiser of the Lagrangian is (q + S·q̄)/(1+S) with q̄ = Σ d_i·q_i,
 * so KL(q_i‖mix) ≤ KL(q_i‖q̄) + log(1 + 1/S): growing λ along d for ever lowers Σ d_i·KL_i by at
 * most log(1 + 1/S). Where Σ d_i·violation_i is larger than that, it stays positive however far λ
 * goes: the thresholds cannot be met together. The test takes λ smoothed, because a network lags
 * behind, and waits while the violation still falls quickly.
 */
final class DivergenceWatch implements Watch {
  static final int USUAL_LAG = 25;
  private static final int WINDOW = 20;
  private static final double STANDARD_ERRORS = 4;
  private static final double STILL_FALLING = 0.8;
  private static final double INVOLVED = 0.05;

  private final List<String> names;
  private final double oneNat;
  private final int lag;
  private final double[] followed;
  private final Window slope = new Window(2 * WINDOW);
  private final Window excess = new Window(WINDOW);
  private final Window variance = new Window(WINDOW);
  private final Window sum = new Window(WINDOW);
  private final Window[] violations;
  private boolean told;

  DivergenceWatch(List<String> names, double oneNat, int lag) {
    this.names = List.copyOf(names);
    this.oneNat = oneNat;
    this.lag = lag;
    this.followed = new double[names.size()];
    this.violations = names.stream().map(name -> new Window(WINDOW)).toArray(Window[]::new);
  }

  @Override
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] violation, double[] error) {
    add(lambda, violation, error);
    if (told || !slope.full() || !diverges()) {
      return Optional.empty();
    }
    told = true;
    List<String> involved = involved();
    return Optional.of(new DualAlarm(DualAlarm.Kind.DIVERGING, step, involved, message(involved)));
  }

  private void add(double[] lambda, double[] violation, double[] error) {
    double total = 0;
    for (int i = 0; i < followed.length; i++) {
      followed[i] += (lambda[i] - followed[i]) / lag;
      total += followed[i];
    }
    double along = 0;
    double noise = 0;
    for (int i = 0; i < followed.length; i++) {
      double share = total > 0 ? followed[i] / total : 1.0 / followed.length;
      along += share * violation[i] / oneNat;
      noise += Double.isNaN(error[i]) ? 0 : Math.pow(share * error[i] / oneNat, 2);
      violations[i].add(violation[i]);
    }
    slope.add(along);
    excess.add(along - (total > 0 ? Math.log1p(1 / total) : Double.MAX_VALUE));
    variance.add(noise);
    sum.add(IntStream.range(0, lambda.length).mapToDouble(i -> lambda[i]).sum());
  }

  private boolean diverges() {
    double given = Math.sqrt(variance.mean() / WINDOW);
    double seen = excess.deviation() / Math.sqrt(WINDOW);
    boolean beyondReach = excess.mean() > STANDARD_ERRORS * Math.max(given, seen);
    boolean grows = sum.last() > sum.first();
    boolean stays = slope.mean(WINDOW) > STILL_FALLING * (2 * slope.mean() - slope.mean(WINDOW));
    return beyondReach && grows && stays;
  }

  private List<String> involved() {
    double total = IntStream.range(0, followed.length).mapToDouble(i -> followed[i]).sum();
    return IntStream.range(0, followed.length)
        .filter(i -> followed[i] >= INVOLVED * total && violations[i].mean() > 0)
        .mapToObj(names::get)
        .toList();
  }

  private String message(List<String> involved) {
    return String.format(
        Locale.ROOT,
        "the multipliers of %s keep growing (their sum is %.3g) while the violation stays near"
            + " %.3g nats, more than any larger multipliers could take away. The thresholds cannot"
            + " be met together, or the model cannot represent the mixture: ask for smaller shares"
            + " (a feasibility report suggests thresholds), or use a larger model.",
        String.join(", ", involved),
        sum.last(),
        slope.mean(WINDOW));
  }
}
