package io.github.constraineddiffusion.dual;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The swings of one constraint: from one significant change of the violation's sign to the next.
 */
final class Swings {
  private static final double SMOOTHING = 0.8;
  private static final double STANDARD_ERRORS = 4;
  private static final int NEEDED = 6;
  // Swings that shrink by less than half over three of them are not dying out.
  private static final double SUSTAINED = 0.5;
  private static final double LARGE = 0.5;

  /** One swing: the peak of the violation and the range of λ. */
  private record Swing(double peak, double lowest, double highest) {}

  private final Deque<Swing> latest = new ArrayDeque<>();
  private double mean;
  private double peak;
  private double lowest = Double.MAX_VALUE;
  private double highest;

  void add(double lambda, double violation, double error) {
    mean = SMOOTHING * mean + (1 - SMOOTHING) * violation;
    lowest = Math.min(lowest, lambda);
    highest = Math.max(highest, lambda);
    double noise = error * Math.sqrt((1 - SMOOTHING) / (1 + SMOOTHING));
    if (Math.abs(mean) <= STANDARD_ERRORS * noise) {
      return;
    }
    if (peak * mean < 0) {
      turn(lambda);
    } else if (Math.abs(mean) > Math.abs(peak)) {
      peak = mean;
    }
  }

  private void turn(double lambda) {
    latest.addLast(new Swing(Math.abs(peak), lowest, highest));
    if (latest.size() > NEEDED) {
      latest.removeFirst();
    }
    peak = mean;
    lowest = lambda;
    highest = lambda;
  }

  boolean sustained() {
    if (latest.size() < NEEDED) {
      return false;
    }
    double before = latest.stream().limit(NEEDED / 2).mapToDouble(Swing::peak).max().orElse(0);
    double after = latest.stream().skip(NEEDED / 2).mapToDouble(Swing::peak).min().orElse(0);
    // of the later ones: a large first swing of λ that has settled is no sign of the next
    double low = latest.stream().skip(NEEDED / 2).mapToDouble(Swing::lowest).min().orElse(0);
    double high = latest.stream().skip(NEEDED / 2).mapToDouble(Swing::highest).max().orElse(0);
    return after > SUSTAINED * before && high - low > LARGE * high;
  }
}
