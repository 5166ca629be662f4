package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/** ‖Σ_{k<K} S^k‖_F = norm. */
record PowerSumScale(int taps, double norm) implements ShiftScale {
  /** Steps to look for the first crossing in, as a share of 1/‖S‖₂. */
  private static final double STEP = 0.01;

  private static final int EVALUATIONS = 200;

  PowerSumScale {
    if (taps < 2) {
      throw new IllegalArgumentException(
          "taps is %d, but must be at least 2: with 1 tap Σ S^k is the identity for every S"
              .formatted(taps));
    }
    if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("norm is " + norm + ", but must be positive and finite");
    }
  }

  /** The norm is √n at factor 0 and grows without limit: above √n there is a first crossing. */
  @Override
  public double factor(GraphShift shift) {
    double[] eigenvalues = shift.eigenvalues();
    double least = Math.sqrt(eigenvalues.length);
    if (norm <= least) {
      throw new IllegalArgumentException(
          ("norm is %s, but must be above √n = %.6g, what it is at S = 0: every value above can be"
                  + " reached")
              .formatted(norm, least));
    }
    double step = STEP / shift.requireNonZero();
    UnivariateFunction excess = a -> powerSumNorm(eigenvalues, a) - norm;
    double low = 0;
    double high = step;
    while (excess.value(high) < 0) {
      low = high;
      // beyond factor·‖S‖₂ = 1 the largest power rules: ever longer steps lose no crossing
      high += Math.max(step, STEP * high);
    }
    return new BrentSolver(1e-15, 1e-14 * high).solve(EVALUATIONS, excess, low, high);
  }

  private double powerSumNorm(double[] eigenvalues, double factor) {
    double sum = 0;
    for (double eigenvalue : eigenvalues) {
      double p = 1;
      for (int k = 1; k < taps; k++) {
        p = 1 + factor * eigenvalue * p;
      }
      sum += p * p;
    }
    return Math.sqrt(sum);
  }

  @Override
  public String toString() {
    return "‖Σ_{k<%d} S^k‖_F = %s".formatted(taps, norm);
  }
}
