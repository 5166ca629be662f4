package io.github.constraineddiffusion.constraint;

/** Finds the ν above all R at which Σ m/(ν − R) = 1. */
final class Normaliser {
  private static final int STEPS = 200;
  private static final double ACCURACY = 1e-14;

  private Normaliser() {}

  /**
   * Solves for ν by Newton's method on 1/Σ m/(ν − R), which is concave and for equal R a straight
   * line: from the left of the root the steps never pass it.
   *
   * @param masses m ≥ 0, not all 0
   * @param tilts R, finite
   * @param from the first index
   * @param to the one after the last
   * @return ν
   */
  static double root(double[] masses, double[] tilts, int from, int to) {
    double top = Double.NEGATIVE_INFINITY;
    double all = 0;
    for (int n = from; n < to; n++) {
      all += masses[n];
      top = masses[n] > 0 ? Math.max(top, tilts[n]) : top;
    }
    // the mass at the top alone needs this much room, and all of it there no more than its sum
    double low = 0;
    for (int n = from; n < to; n++) {
      low += tilts[n] == top ? masses[n] : 0;
    }
    double delta = Math.max(low, Math.min(all, all * mean(masses, tilts, from, to, top, all)));
    for (int step = 0; step < STEPS; step++) {
      double sum = 0;
      double slope = 0;
      for (int n = from; n < to; n++) {
        double p = masses[n] / (delta + (top - tilts[n]));
        sum += p;
        slope += p / (delta + (top - tilts[n]));
      }
      double next = Math.max(low, Math.min(all, delta + (sum - 1) * sum / slope));
      if (Math.abs(next - delta) <= ACCURACY * next) {
        return top + next;
      }
      delta = next;
    }
    return top + delta;
  }

  /** A first guess: what share of the largest room is left at the mean tilt. */
  private static double mean(
      double[] masses, double[] tilts, int from, int to, double top, double all) {
    double sum = 0;
    for (int n = from; n < to; n++) {
      sum += masses[n] * (top - tilts[n]);
    }
    return all / (all + sum / all);
  }
}
