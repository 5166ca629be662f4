package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrechetDistanceTest {
  private final Session session = Session.open();

  @AfterEach
  void close() {
    session.close();
  }

  static List<GoldenDistances> golden() {
    return GoldenDistances.all();
  }

  /** SciPy's sqrtm adds rounding of its own where covariances are singular: 3e-8 there. */
  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithPytorchFidAndWithTheExactTrace(GoldenDistances golden) {
    FeatureSet first = golden.generated(session);
    FeatureSet second = golden.reference(session);
    double distance = FrechetDistance.between(first.statistics(), second.statistics());
    assertEquals(golden.exact(), distance, 1e-7);
    assertEquals(golden.pytorch_fid(), distance, 2e-7);
    if (!first.statistics().isSingular() && !second.statistics().isSingular()) {
      assertEquals(golden.exact(), distance, 1e-12);
    }
    assertEquals(distance, FrechetDistance.between(second.statistics(), first.statistics()), 1e-7);
    assertEquals(distance, FrechetDistance.measure(first, second).value(), 1e-12);
  }

  /** Σ (√a − √b)² + ‖μ₁ − μ₂‖², variances of zero on either side and on both. */
  @Test
  void isExactForDiagonalCovariances() {
    double[] a = {4, 1, 0, 9, 0};
    double[] b = {1, 0, 0, 2.25, 16};
    double[] at = {1, 0, 0, 0, 0};
    double distance = FrechetDistance.between(diagonal(at, a), diagonal(new double[5], b));
    assertEquals(1 + 1 + 1 + 0 + 2.25 + 16, distance, 1e-12);
    double[] none = new double[5];
    assertEquals(0, FrechetDistance.between(diagonal(at, none), diagonal(at, none)));
    assertEquals(
        31,
        FrechetDistance.between(
            diagonal(none, none), diagonal(at, Arrays.copyOf(new double[] {4, 1, 0, 9, 16}, 5))),
        1e-12);
  }

  private FeatureStatistics diagonal(double[] mean, double[] variances) {
    var covariance = new double[mean.length][mean.length];
    for (int i = 0; i < mean.length; i++) {
      covariance[i][i] = variances[i];
    }
    return FeatureStatistics.of(session, "diagonal", 1000, mean, covariance);
  }

  /** One dimension: (μ₁ − μ₂)² + (σ₁ − σ₂)². */
  @Test
  void isExactInOneDimension() {
    FeatureSet first = FeatureSet.of(session, "line", new double[][] {{1}, {3}, {5}});
    FeatureSet second = FeatureSet.of(session, "line", new double[][] {{0}, {1}});
    double deviation = 2 - Math.sqrt(0.5);
    assertEquals(
        2.5 * 2.5 + deviation * deviation,
        FrechetDistance.between(first.statistics(), second.statistics()),
        1e-12);
  }

  @Test
  void statisticsAreTheSameInBatchesOfAnySize() {
    double[][] rows = GoldenNumbers.features(20, 101, 3, 1, 5);
    FeatureStatistics whole = FeatureSet.of(session, "x", rows).statistics();
    int before = LiveArrays.count();
    var accumulator = new FeatureAccumulator(session, "x", 5);
    for (int from = 0; from < rows.length; from += 7) {
      try (NDManager scope = session.scope()) {
        int to = Math.min(rows.length, from + 7);
        accumulator.add(Points.tensor(scope, Arrays.copyOfRange(rows, from, to)));
      }
    }
    assertEquals(before, LiveArrays.count());
    FeatureStatistics batches = accumulator.statistics();
    assertEquals(101, batches.count());
    assertArrayEquals(whole.mean(), batches.mean(), 1e-13);
    double mean = Arrays.stream(rows).mapToDouble(r -> r[2]).average().orElseThrow();
    double variance = Arrays.stream(rows).mapToDouble(r -> (r[2] - mean) * (r[2] - mean)).sum();
    assertEquals(mean, batches.mean()[2], 1e-13);
    assertEquals(variance / 100, batches.covariance()[2][2], 1e-13);
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(whole.covariance()[i], batches.covariance()[i], 1e-13);
    }
  }

  /** The distance of 150 samples scatters as the error of one says. */
  @Test
  void standardErrorIsTheScatterOverSamples() {
    FeatureSet reference = FeatureSet.of(session, "x", GoldenNumbers.features(1, 2000, 0, 1, 6));
    var values = new SummaryStatistics();
    var errors = new SummaryStatistics();
    for (int k = 0; k < 150; k++) {
      double[][] rows = GoldenNumbers.features(100 + k, 400, 0.1, 1.3, 6);
      DistanceEstimate one = FrechetDistance.measure(FeatureSet.of(session, "x", rows), reference);
      values.addValue(one.value());
      errors.addValue(one.standardError());
    }
    // the standard deviation of 150 values is itself known to 6 %
    assertEquals(1, errors.getMean() / values.getStandardDeviation(), 0.18);
    assertTrue(errors.getStandardDeviation() < 0.2 * errors.getMean());
  }

  @Test
  void saysWhereTheCovarianceIsSingular() {
    FeatureSet few = FeatureSet.of(session, "x", GoldenNumbers.features(1, 8, 0, 1, 8));
    FeatureSet many = FeatureSet.of(session, "x", GoldenNumbers.features(2, 50, 0, 1, 8));
    assertTrue(FrechetDistance.measure(few, many).toString().contains("fewer images than the 8"));
    assertEquals("", FrechetDistance.measure(many, many).note());
    assertTrue(Double.isFinite(FrechetDistance.measure(few, many).standardError()));
  }

  @Test
  void featuresThatNeverChangeAddNothing() {
    double[][] plain = GoldenNumbers.features(1, 60, 0, 1, 3);
    double[][] wide =
        Arrays.stream(plain)
            .map(r -> new double[] {r[0], 7, r[1], 0, r[2]})
            .toArray(double[][]::new);
    double[][] other = GoldenNumbers.features(2, 60, 0, 2, 3);
    double[][] otherWide =
        Arrays.stream(other)
            .map(r -> new double[] {r[0], 7, r[1], 0, r[2]})
            .toArray(double[][]::new);
    assertEquals(
        FrechetDistance.measure(
                FeatureSet.of(session, "x", plain), FeatureSet.of(session, "x", other))
            .value(),
        FrechetDistance.measure(
                FeatureSet.of(session, "x", wide), FeatureSet.of(session, "x", otherWide))
            .value(),
        1e-9);
  }

  @Test
  void refusesOtherSpacesAndNumbersThatAreNotFinite() {
    FeatureSet first = FeatureSet.of(session, "digits", new double[][] {{1}, {2}});
    FeatureSet second = FeatureSet.of(session, "Inception", new double[][] {{1}, {2}});
    String message =
        assertThrows(IllegalArgumentException.class, () -> FrechetDistance.measure(first, second))
            .getMessage();
    assertTrue(message.contains("\"digits\"") && message.contains("one feature network"));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> FeatureSet.of(session, "x", new double[][] {{1}, {Double.NaN}}))
            .getMessage()
            .startsWith("image 1 has the feature NaN"));
    double[][] endless = {{Double.POSITIVE_INFINITY}};
    assertThrows(
        IllegalArgumentException.class,
        () -> FeatureStatistics.of(session, "x", 9, new double[1], endless));
    FeatureSet one = FeatureSet.of(session, "digits", new double[][] {{1}});
    assertThrows(IllegalArgumentException.class, one::statistics);
  }
}
