package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Problems that several tests use. */
final class Problems {
  static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};

  private Problems() {}

  /** Three separate Gaussians, two constrained. */
  static GaussianMixture separate(double... shares) {
    return GaussianMixture.isotropic(0.025, MEANS, shares);
  }

  /** The plane of notebook 01: shares 0.94, 0.05, 0.01, at least 0.2 for the minorities. */
  static ConstrainedProblem plane() {
    GaussianMixture q = separate(0.94, 0.05, 0.01);
    return ConstrainedProblem.minimizeKlTo(q)
        .subjectTo(KlConstraint.to("upper", q.only(1)).minShare(0.2))
        .subjectTo(KlConstraint.to("lower", q.only(2)).minShare(0.2))
        .build();
  }

  /** A problem in nats with one constraint on each of some mixtures. */
  static ConstrainedProblem inNats(GaussianMixture q, GaussianMixture[] sources, double[] nats) {
    ConstrainedProblemBuilder builder = ConstrainedProblem.minimizeKlTo(q);
    for (int i = 0; i < sources.length; i++) {
      builder.subjectTo(KlConstraint.to("q" + (i + 1), sources[i]).atMostNats(nats[i]));
    }
    return builder.build();
  }

  /** One Gaussian per constraint and one more, anywhere in a box: overlapping as it comes. */
  static GaussianMixture randomMixture(Random random, int d, int components) {
    var builder = GaussianMixture.builder();
    for (int k = 0; k < components; k++) {
      var mean = new double[d];
      Arrays.setAll(mean, i -> 6 * random.nextDouble() - 3);
      builder.component(Math.exp(1.5 * random.nextGaussian()), mean, randomCovariance(random, d));
    }
    return builder.build();
  }

  private static double[][] randomCovariance(Random random, int d) {
    var factor = new double[d][d];
    for (double[] row : factor) {
      Arrays.setAll(row, i -> 0.5 * random.nextGaussian());
    }
    var covariance = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        covariance[i][j] = i == j ? 0.3 : 0;
        for (int k = 0; k < d; k++) {
          covariance[i][j] += factor[i][k] * factor[j][k];
        }
      }
    }
    return covariance;
  }

  /**
   * A random problem in d dimensions, feasible by construction: some mixture of all sources keeps
   * every threshold with room to spare.
   */
  static ConstrainedProblem random(Random random, int d) {
    int m = 1 + random.nextInt(3);
    GaussianMixture q = randomMixture(random, d, m + 1);
    var sources = new GaussianMixture[m];
    Arrays.setAll(sources, i -> random.nextBoolean() ? q.only(i) : randomMixture(random, d, 1));
    var lambda = new double[m];
    Arrays.setAll(lambda, i -> Math.exp(random.nextGaussian()));
    var loose = new double[m];
    Arrays.fill(loose, 1);
    double[] kept = MixtureOracle.of(inNats(q, sources, loose)).kls(lambda);
    // some thresholds are loose, so that not every constraint is active
    return inNats(
        q,
        sources,
        Arrays.stream(kept).map(kl -> (random.nextInt(3) == 0 ? 3 : 1.05) * kl + 0.02).toArray());
  }

  static void refused(String expected, Supplier<?> work) {
    var error = assertThrows(IllegalArgumentException.class, work::get);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
