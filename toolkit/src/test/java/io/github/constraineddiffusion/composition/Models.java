package io.github.constraineddiffusion.composition;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Models that several tests use. */
final class Models {
  private Models() {}

  /** The paper's Gaussians: radius 2, covariance 0.025·I, at some of 12 even angles. */
  static GaussianMixture[] circle(int... indices) {
    return Arrays.stream(indices)
        .mapToObj(
            k -> {
              double angle = 2 * Math.PI * k / 12;
              double[] mean = {2 * Math.cos(angle), 2 * Math.sin(angle)};
              return GaussianMixture.isotropic(0.025, new double[][] {mean});
            })
        .toArray(GaussianMixture[]::new);
  }

  /** The paper's OR: one mode against two. */
  static GaussianMixture[] oneAgainstTwo() {
    return new GaussianMixture[] {
      GaussianMixture.isotropic(0.025, new double[][] {{0.75, 0}}),
      GaussianMixture.isotropic(0.025, new double[][] {{-0.75, 0.75}, {-0.75, -0.75}})
    };
  }

  /** Three mixtures of two Gaussians each, for which equal weights fail. */
  static GaussianMixture[] overlapping() {
    return new GaussianMixture[] {
      GaussianMixture.isotropic(0.2, new double[][] {{0.7, -1.3}, {-1.2, -0.2}}, 0.4, 0.6),
      GaussianMixture.isotropic(0.4, new double[][] {{-0.7, 1.4}, {1.4, 0.5}}, 0.5, 0.5),
      GaussianMixture.isotropic(0.3, new double[][] {{0.2, -1.3}, {0.4, -0.9}}, 0.3, 0.7)
    };
  }

  /** Models of {0…4}, {3…7} and {2, 3, 4}, uniform over ten digits' classes. */
  static double[][] digits() {
    return new double[][] {uniform(0, 4), uniform(3, 7), uniform(2, 4)};
  }

  private static double[] uniform(int first, int last) {
    var shares = new double[10];
    Arrays.fill(shares, first, last + 1, 1.0 / (last - first + 1));
    return shares;
  }

  /** Mixtures anywhere in a box, overlapping as it comes. */
  static GaussianMixture[] random(Random random, int models, int d, int components) {
    var result = new GaussianMixture[models];
    for (int i = 0; i < models; i++) {
      var builder = GaussianMixture.builder();
      for (int k = 0; k < components; k++) {
        var mean = new double[d];
        Arrays.setAll(mean, a -> 4 * random.nextDouble() - 2);
        builder.component(0.2 + random.nextDouble(), mean, covariance(random, d));
      }
      result[i] = builder.build();
    }
    return result;
  }

  private static double[][] covariance(Random random, int d) {
    var factor = new double[d][d];
    for (double[] row : factor) {
      Arrays.setAll(row, a -> 0.5 * random.nextGaussian());
    }
    var covariance = new double[d][d];
    for (int a = 0; a < d; a++) {
      for (int b = 0; b < d; b++) {
        covariance[a][b] = a == b ? 0.3 : 0;
        for (int k = 0; k < d; k++) {
          covariance[a][b] += factor[a][k] * factor[b][k];
        }
      }
    }
    return covariance;
  }

  static double[] randomWeights(Random random, int models) {
    var lambda = new double[models];
    Arrays.setAll(lambda, i -> -Math.log(1 - random.nextDouble()));
    double sum = Arrays.stream(lambda).sum();
    Arrays.setAll(lambda, i -> lambda[i] / sum);
    return lambda;
  }

  static double worst(double[] divergences) {
    return Arrays.stream(divergences).max().orElseThrow();
  }

  /** Σ λᵢ gᵢ. */
  static double along(double[] lambda, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < lambda.length; i++) {
      sum += lambda[i] * gradient[i];
    }
    return sum;
  }

  static void refused(String expected, Supplier<?> work) {
    var error = assertThrows(RuntimeException.class, work::get);
    assertTrue(
        error instanceof IllegalArgumentException || error instanceof IllegalStateException,
        error::toString);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
