package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
  static final GaussianMixture PLANE =
      GaussianMixture.isotropic(
          0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.94, 0.05, 0.01);

  static GaussianMixture tilted() {
    return GaussianMixture.builder()
        .component(2, new double[] {0, 1}, new double[][] {{0.5, 0.3}, {0.3, 0.4}})
        .component(1, new double[] {1, -1}, 0.2)
        .component(1, new double[] {-1, 0}, new double[][] {{0.1, -0.05}, {-0.05, 0.2}})
        .build();
  }

  private record Golden(
      double[] weights,
      double[][] means,
      double[][][] covariances,
      double[][] points,
      double[] logDensity) {
    GaussianMixture mixture() {
      var builder = GaussianMixture.builder();
      for (int k = 0; k < weights.length; k++) {
        builder.component(weights[k], means[k], covariances[k]);
      }
      return builder.build();
    }
  }

  /** Golden numbers of SciPy: src/test/golden/gaussian_mixture.py. */
  @Test
  void logDensityAgreesWithSciPy() throws Exception {
    try (var stream = getClass().getResourceAsStream("/golden/gaussian-mixture.json");
        var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      for (Golden golden : new Gson().fromJson(reader, Golden[].class)) {
        for (int n = 0; n < golden.points.length; n++) {
          double expected = golden.logDensity[n];
          assertEquals(
              expected,
              golden.mixture().logDensity(golden.points[n]),
              1e-12 * Math.max(1, Math.abs(expected)));
        }
      }
    }
  }

  @Test
  void isotropicAndFullCovarianceAgree() {
    var full =
        GaussianMixture.builder()
            .component(3, new double[] {1, 2}, new double[][] {{0.3, 0}, {0, 0.3}})
            .build();
    var isotropic = GaussianMixture.isotropic(0.3, new double[][] {{1, 2}});
    assertEquals(full.logDensity(0.4, 0.1), isotropic.logDensity(0.4, 0.1), 1e-13);
    assertArrayEquals(full.score(0.4, 0.1), isotropic.score(0.4, 0.1), 1e-13);
    assertArrayEquals(full.covariance(0)[0], isotropic.covariance(0)[0], 1e-15);
    assertTrue(isotropic.isIsotropic() && !full.isIsotropic());
  }

  @Test
  void densityIntegratesToOne() {
    double sum = 0;
    double step = 0.05;
    for (double x = -8; x <= 8; x += step) {
      for (double y = -8; y <= 8; y += step) {
        sum += tilted().density(x, y) * step * step;
      }
    }
    assertEquals(1, sum, 1e-9);
  }

  @Test
  void scoreIsTheGradientOfTheLogDensity() {
    var random = new Random(3);
    double h = 1e-5;
    for (double[] x : tilted().sample(random, 20)) {
      double[] score = tilted().score(x);
      for (int i = 0; i < 2; i++) {
        double[] up = x.clone();
        double[] down = x.clone();
        up[i] += h;
        down[i] -= h;
        double slope = (tilted().logDensity(up) - tilted().logDensity(down)) / (2 * h);
        assertEquals(slope, score[i], 1e-6 * Math.max(1, Math.abs(slope)));
      }
    }
  }

  @Test
  void responsibilitiesAreBayesRule() {
    double[] shares = tilted().responsibilities(0.3, 0.2);
    double total = tilted().density(0.3, 0.2);
    for (int k = 0; k < 3; k++) {
      double joint = tilted().weight(k) * tilted().only(k).density(0.3, 0.2);
      assertEquals(joint / total, shares[k], 1e-13);
    }
  }

  @Test
  void farFromEveryMeanTheLogStaysFinite() {
    assertEquals(0, PLANE.density(50, 50));
    assertTrue(PLANE.logDensity(50, 50) < -50_000);
    assertTrue(Double.isFinite(PLANE.score(50, 50)[0]));
    assertEquals(1, PLANE.responsibilities(50, 50)[0], 1e-12);
  }

  /** E f(αx + σε) by quadrature over ε in one dimension. */
  @Test
  void noisedIsTheDistributionOfTheNoisySample() {
    var line =
        GaussianMixture.builder()
            .component(1, new double[] {2}, 0.3)
            .component(3, new double[] {-1}, new double[][] {{0.5}})
            .build();
    double alpha = 0.8;
    double sigma = 0.6;
    double sum = 0;
    double step = 0.01;
    for (double e = -9; e <= 9; e += step) {
      double clean = (0.4 - sigma * e) / alpha;
      sum += line.density(clean) / alpha * Math.exp(-e * e / 2) / Math.sqrt(2 * Math.PI) * step;
    }
    assertEquals(sum, line.noised(alpha, sigma).density(0.4), 1e-10);
  }

  @Test
  void weightsAreRelativeAndMayBeZero() {
    var mixture = tilted().withWeights(3, 0, 1);
    assertArrayEquals(new double[] {0.75, 0, 0.25}, mixture.weights(), 1e-15);
    assertEquals(0, mixture.responsibilities(1, -1)[1]);
    assertEquals(1.0 / 3, GaussianMixture.isotropic(1, new double[3][2]).weight(1), 1e-15);
    assertArrayEquals(new double[] {2.0 / 3, 1.0 / 3}, tilted().only(0, 2).weights(), 1e-15);
  }

  @Test
  void fingerprintForgetsTheOrderButNothingElse() {
    double[][] means = {{0, 1}, {2, 3}};
    double[][] swapped = {{2, 3}, {0, 1}};
    var mixture = GaussianMixture.isotropic(0.1, means, 0.25, 0.75);
    assertEquals(
        mixture.fingerprint(), GaussianMixture.isotropic(0.1, swapped, 0.75, 0.25).fingerprint());
    assertNotEquals(mixture.fingerprint(), mixture.withWeights(0.5, 0.5).fingerprint());
    assertNotEquals(
        mixture.fingerprint(),
        GaussianMixture.isotropic(Math.nextUp(0.1), means, 0.25, 0.75).fingerprint());
    assertEquals(mixture, GaussianMixture.isotropic(0.1, means, 1, 3));
  }

  @Test
  void readsAsAFormula() {
    assertEquals(
        "0.94·N((1.5, 0), 0.025·I) + 0.05·N((-0.75, 1.3), 0.025·I)"
            + " + 0.01·N((-0.75, -1.3), 0.025·I)",
        PLANE.toString());
    assertTrue(tilted().toString().startsWith("0.5·N((0, 1), [(0.5, 0.3), (0.3, 0.4)])"));
  }

  @Test
  void argumentsCannotBeChangedFromOutside() {
    double[] mean = {1, 2};
    var mixture = GaussianMixture.builder().component(1, mean, 1).build();
    mean[0] = 9;
    mixture.mean(0)[0] = 9;
    mixture.weights()[0] = 9;
    assertEquals(1, mixture.mean(0)[0]);
    assertEquals(1, mixture.weight(0));
  }

  @Test
  void refusalsNameValueLimitAndRemedy() {
    refused("variance is -1.0, but a variance is a finite number above 0", () -> one(-1));
    refused("variance is NaN", () -> one(Double.NaN));
    refused("weight is -0.1, but a weight is", () -> PLANE.withWeights(1, 1, -0.1));
    refused("2 weights were given for 3 components", () -> PLANE.withWeights(1, 1));
    refused("sum to 0.0", () -> PLANE.withWeights(0, 0, 0));
    refused("the point has 1 numbers, but the mixture has dimension 2", () -> PLANE.density(1));
    refused("0 components", () -> GaussianMixture.builder().build());
    refused("0 components", () -> GaussianMixture.isotropic(1, new double[0][]));
    refused("0 numbers", () -> GaussianMixture.isotropic(1, new double[1][0]));
    refused("not finite", () -> GaussianMixture.isotropic(1, new double[][] {{Double.NaN}}));
    refused("count is 0", () -> PLANE.sample(new Random(), 0));
    refused(
        "this mean has 1 numbers, but the first component's has 2",
        () -> GaussianMixture.isotropic(1, new double[][] {{1, 2}, {3}}));
    var builder = GaussianMixture.builder();
    var origin = new double[2];
    refused(
        "not symmetric positive definite",
        () -> builder.component(1, origin, new double[][] {{1, 2}, {2, 1}}));
    refused(
        "not symmetric positive definite",
        () -> builder.component(1, origin, new double[][] {{1, 0.5}, {0.4, 1}}));
    refused("1 × 1", () -> builder.component(1, origin, new double[][] {{1}}));
  }

  private static GaussianMixture one(double variance) {
    return GaussianMixture.isotropic(variance, new double[][] {{0}});
  }

  private static void refused(String expected, Runnable work) {
    var error = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
