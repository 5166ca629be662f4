package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import java.util.Arrays;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;

/** Exact answers for the tests of annealed MCMC, and how far samples are from them. */
final class McmcFixture {

  private McmcFixture() {}

  /** The normalised Π N(μ_i, C_i)^{λ_i}: precision Σ λ_i C_i⁻¹, on the scale x/α. */
  static GaussianMixture product(
      double alpha, double sigma, double[] lambda, GaussianMixture... q) {
    RealMatrix precision = MatrixUtils.createRealMatrix(2, 2);
    RealVector pull = MatrixUtils.createRealVector(new double[2]);
    for (int i = 0; i < q.length; i++) {
      GaussianMixture noisy = q[i].noised(alpha, sigma);
      RealMatrix inverse =
          MatrixUtils.inverse(MatrixUtils.createRealMatrix(noisy.covariance(0)))
              .scalarMultiply(lambda[i]);
      precision = precision.add(inverse);
      pull = pull.add(inverse.operate(MatrixUtils.createRealVector(noisy.mean(0))));
    }
    RealMatrix covariance = MatrixUtils.inverse(precision);
    return GaussianMixture.builder()
        .component(
            1,
            covariance.operate(pull).mapDivide(alpha).toArray(),
            covariance.scalarMultiply(1 / (alpha * alpha)).getData())
        .build();
  }

  /** The largest distance of the mean's and covariance's entries from exact, in standard errors. */
  static double standardErrors(NDArray samples, GaussianMixture exact) {
    double[][] x = Points.of(samples);
    int n = x.length;
    double[] mean = mean(exact);
    double worst = 0;
    for (int i = 0; i < 2; i++) {
      double[] coordinate = new double[n];
      for (int k = 0; k < n; k++) {
        coordinate[k] = x[k][i] - mean[i];
      }
      worst = Math.max(worst, standardErrors(coordinate, 0));
      for (int j = 0; j <= i; j++) {
        double[] product = new double[n];
        for (int k = 0; k < n; k++) {
          product[k] = (x[k][i] - mean[i]) * (x[k][j] - mean[j]);
        }
        worst = Math.max(worst, standardErrors(product, covariance(exact, i, j)));
      }
    }
    return worst;
  }

  private static double standardErrors(double[] values, double expected) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Math.abs(mean - expected) / Math.sqrt(variance / values.length);
  }

  /** The smallest p-value of two-sample tests on x, y, x + y and the exact log density. */
  static double twoSample(NDArray samples, double[][] reference, GaussianMixture exact) {
    double[][] x = Points.of(samples);
    var test = new KolmogorovSmirnovTest();
    double least = 1;
    for (int view = 0; view < 4; view++) {
      double p = test.kolmogorovSmirnovTest(seen(x, view, exact), seen(reference, view, exact));
      least = Math.min(least, p);
    }
    return least;
  }

  private static double[] seen(double[][] points, int view, GaussianMixture exact) {
    return Arrays.stream(points)
        .mapToDouble(
            p ->
                switch (view) {
                  case 0 -> p[0];
                  case 1 -> p[1];
                  case 2 -> p[0] + p[1];
                  default -> exact.logDensity(p);
                })
        .toArray();
  }

  private static double[] mean(GaussianMixture mixture) {
    double[] mean = new double[2];
    for (int k = 0; k < mixture.size(); k++) {
      for (int i = 0; i < 2; i++) {
        mean[i] += mixture.weight(k) * mixture.mean(k)[i];
      }
    }
    return mean;
  }

  private static double covariance(GaussianMixture mixture, int i, int j) {
    double[] mean = mean(mixture);
    double sum = 0;
    for (int k = 0; k < mixture.size(); k++) {
      double[] m = mixture.mean(k);
      sum +=
          mixture.weight(k) * (mixture.covariance(k)[i][j] + (m[i] - mean[i]) * (m[j] - mean[j]));
    }
    return sum;
  }
}
