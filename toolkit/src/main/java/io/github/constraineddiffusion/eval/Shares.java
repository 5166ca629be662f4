package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Shares of the components of a Gaussian mixture in a sample, by maximum likelihood.
 *
 * <p>The components are known, their weights are not: the weights that make the sample most likely
 * estimate the components' masses also where components overlap, and are plain counts where they
 * are disjoint. Errors come from the observed Fisher information.
 */
public final class Shares {
  private static final int MAX_ITERATIONS = 10_000;
  private static final double TOLERANCE = 1e-10;

  private final GaussianMixture components;

  private Shares(GaussianMixture components) {
    double[] equal = new double[components.size()];
    Arrays.fill(equal, 1.0 / equal.length);
    this.components = components.withWeights(equal);
  }

  /**
   * Prepares to tell components apart.
   *
   * @param components the components; their weights do not matter
   * @return an estimator of shares
   */
  public static Shares among(GaussianMixture components) {
    return new Shares(components);
  }

  /**
   * Estimates the shares in a sample.
   *
   * @param samples shape (N, d)
   * @return the shares of the components, in their order
   */
  public ShareEstimate of(NDArray samples) {
    return of(Points.of(samples));
  }

  /**
   * Estimates the shares in a sample.
   *
   * @param samples N rows of d numbers, at least one
   * @return the shares of the components, in their order
   * @throws IllegalArgumentException where there is no sample
   */
  public ShareEstimate of(double[][] samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples to take shares of: draw at least 1");
    }
    // under equal weights the responsibilities are the densities up to one factor a sample
    double[][] density = new double[samples.length][];
    for (int n = 0; n < samples.length; n++) {
      density[n] = components.responsibilities(samples[n]);
    }
    double[] weights = mostLikely(density);
    return new ShareEstimate(weights, standardErrors(density, weights), samples.length);
  }

  /** Expectation–maximisation: w_k ← mean_n w_k f_k(x_n) / Σ_j w_j f_j(x_n). */
  private double[] mostLikely(double[][] density) {
    int size = components.size();
    double[] weights = new double[size];
    Arrays.fill(weights, 1.0 / size);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] next = new double[size];
      for (double[] f : density) {
        double total = total(f, weights);
        for (int k = 0; k < size; k++) {
          next[k] += weights[k] * f[k] / total / density.length;
        }
      }
      double change = 0;
      for (int k = 0; k < size; k++) {
        change = Math.max(change, Math.abs(next[k] - weights[k]));
      }
      weights = next;
      if (change < TOLERANCE) {
        break;
      }
    }
    return weights;
  }

  /**
   * The scores of the free weights, those above 0 but the largest: s_k = (f_k − f_last) / Σ w f.
   */
  private static double[] standardErrors(double[][] density, double[] weights) {
    int last = 0;
    for (int k = 1; k < weights.length; k++) {
      last = weights[k] > weights[last] ? k : last;
    }
    int[] free = freeWeights(weights, last, density.length);
    double[] errors = new double[weights.length];
    if (free.length == 0) {
      return errors;
    }
    RealMatrix information = new Array2DRowRealMatrix(free.length, free.length);
    for (double[] f : density) {
      double total = total(f, weights);
      for (int i = 0; i < free.length; i++) {
        double si = (f[free[i]] - f[last]) / total;
        for (int j = 0; j < free.length; j++) {
          information.addToEntry(i, j, si * (f[free[j]] - f[last]) / total);
        }
      }
    }
    RealMatrix covariance = new LUDecomposition(information).getSolver().getInverse();
    double sum = 0;
    for (int i = 0; i < free.length; i++) {
      errors[free[i]] = Math.sqrt(covariance.getEntry(i, i));
      for (int j = 0; j < free.length; j++) {
        sum += covariance.getEntry(i, j);
      }
    }
    errors[last] = Math.sqrt(sum);
    return errors;
  }

  private static int[] freeWeights(double[] weights, int last, int samples) {
    int[] free = new int[weights.length];
    int count = 0;
    for (int k = 0; k < weights.length; k++) {
      if (k != last && weights[k] > 1e-3 / samples) {
        free[count++] = k;
      }
    }
    return Arrays.copyOf(free, count);
  }

  private static double total(double[] density, double[] weights) {
    double total = 0;
    for (int k = 0; k < weights.length; k++) {
      total += weights[k] * density[k];
    }
    return total;
  }
}
