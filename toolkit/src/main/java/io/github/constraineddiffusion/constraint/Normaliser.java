package io.github.constraineddiffusion.constraint;

/** Finds the ν above all R at which Σ m/(ν − R) = 1. */
final class Normaliser {
  private static final int STEPS = 200;
  private static final double ACCURACY = 1e-14;

  private Normaliser() {}

  /**
   * Solves for δ = ν − max R by Newton's method on 1/Σ m/(ν − R), which is concave in δ, and for
   * equal R a straight line: from the left of the root the steps never pass it.
   *
   * @param masses m ≥ 0, not all 0
   * @param tilts R, finite
   * @return ν − R of each
   */
  static double[] rooms(double[] masses, double[] tilts) {
    double top = Double.NEGATIVE_INFINITY;
    double all = 0;
    for (int n = 0; n < masses.length; n++) {
      all += masses[n];
      top = masses[n] > 0 ? Math.max(top, tilts[n]) : top;
    }
    double delta = rootAbove(masses, tilts, top, all);
    double[] rooms = new double[tilts.length];
    for (int n = 0; n < rooms.length; n++) {
      rooms[n] = delta + (top - tilts[n]);
    }
    return rooms;
  }

  /** The mass at the top needs as much room as it has, and all the mass no more than its sum. */
  private static double rootAbove(double[] masses, double[] tilts, double top, double all) {
    double low = 0;
    for (int n = 0; n < masses.length; n++) {
      low += tilts[n] == top ? masses[n] : 0;
    }
    double delta = all;
    for (int step = 0; step < STEPS; step++) {
      double sum = 0;
      double slope = 0;
      for (int n = 0; n < masses.length; n++) {
        double room = delta + (top - tilts[n]);
        double p = masses[n] > 0 ? masses[n] / room : 0;
        sum += p;
        slope += p / room;
      }
      double next = Math.max(low, Math.min(all, delta + (sum - 1) * sum / slope));
      if (Math.abs(next - delta) <= ACCURACY * next) {
        return next;
      }
      delta = next;
    }
    return delta;
  }
}
