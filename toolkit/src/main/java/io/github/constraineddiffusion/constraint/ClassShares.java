package io.github.constraineddiffusion.constraint;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/** The shares s that minimise −Σ ρ_c·log s_c + μ·Σ s_c·log s_c over the simplex. */
final class ClassShares {
  private static final double SMALLEST = 1e-9;
  private static final double LARGEST = 1e9;
  private static final double ACCURACY = 1e-13;
  private static final int EVALUATIONS = 500;
  private static final int NEWTON_STEPS = 60;

  private ClassShares() {}

  /** Returns H(s) in nats. */
  static double entropy(double... shares) {
    double entropy = 0;
    for (double s : shares) {
      entropy -= s > 0 ? s * Math.log(s) : 0;
    }
    return entropy;
  }

  /**
   * Solves s_c·(ν + μ·log s_c) = ρ_c with the ν for which Σ s_c = 1. Summed over c that is ν = 1 +
   * μ·H(s), so ν lies in [1, 1 + μ·log C].
   */
  static double[] at(double[] rho, double mu) {
    if (mu < SMALLEST) {
      return rho.clone();
    }
    double[] found =
        given(rho, mu, root(nu -> sum(given(rho, mu, nu)) - 1, 1, 1 + mu * Math.log(rho.length)));
    double total = sum(found);
    for (int c = 0; c < found.length; c++) {
      found[c] /= total;
    }
    return found;
  }

  /** With z = ν/μ + log s_c: z + log z = ν/μ + log(ρ_c/μ), and s_c = ρ_c/(μ·z). */
  private static double[] given(double[] rho, double mu, double nu) {
    double[] shares = new double[rho.length];
    for (int c = 0; c < rho.length; c++) {
      shares[c] = rho[c] / (mu * omega(nu / mu + Math.log(rho[c] / mu)));
    }
    return shares;
  }

  /** The Wright omega function, z + log z = a, by Newton's method. */
  private static double omega(double a) {
    double z = a > 1 ? a - Math.log(a) : Math.exp(Math.min(a, 0));
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double next = z * (1 + a - Math.log(z)) / (1 + z);
      if (Math.abs(next - z) <= 1e-15 * next) {
        return next;
      }
      z = next;
    }
    return z;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Returns the μ at which exp(H(s)) is as asked, 0 where that of ρ is. */
  static double multiplier(double[] rho, double effective) {
    double asked = Math.log(effective);
    if (entropy(rho) >= asked) {
      return 0;
    }
    double high = 1;
    while (entropy(at(rho, high)) < asked && high < LARGEST) {
      high *= 4;
    }
    return root(mu -> entropy(at(rho, mu)) - asked, 0, high);
  }

  /** A root in an interval, or the end of it that rounding makes one. */
  private static double root(UnivariateFunction function, double low, double high) {
    double first = function.value(low);
    double last = function.value(high);
    if (first * last >= 0) {
      return Math.abs(first) < Math.abs(last) ? low : high;
    }
    return new BrentSolver(ACCURACY, ACCURACY).solve(EVALUATIONS, function, low, high);
  }
}
