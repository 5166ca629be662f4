package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelDistanceTest {
  private final Session session = Session.open();

  @AfterEach
  void close() {
    session.close();
  }

  static List<GoldenDistances> golden() {
    return GoldenDistances.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithItsDefinition(GoldenDistances golden) {
    DistanceEstimate kid =
        KernelDistance.measure(golden.generated(session), golden.reference(session));
    assertEquals(golden.kid(), kid.value(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void precisionAndRecallAgreeWithTheirDefinition(GoldenDistances golden) {
    PrecisionRecall both =
        PrecisionRecall.measure(golden.generated(session), golden.reference(session));
    assertEquals(golden.precision(), both.precision(), 1e-12);
    assertEquals(golden.recall(), both.recall(), 1e-12);
  }

  /** Of two samples of one distribution: 0 in the mean, however small they are. */
  @Test
  void isUnbiased() {
    var values = new SummaryStatistics();
    for (int k = 0; k < 200; k++) {
      values.addValue(distance(200 + k, 20, 0, 1, features(600 + k, 15, 0, 1)).value());
    }
    assertEquals(0, values.getMean(), 3 * values.getStandardDeviation() / Math.sqrt(200));
    assertTrue(values.getMin() < 0);
  }

  @Test
  void itsErrorIsTheScatterOverSamples() {
    FeatureSet reference = features(1, 400, 0, 1);
    var values = new SummaryStatistics();
    var errors = new SummaryStatistics();
    for (int k = 0; k < 150; k++) {
      DistanceEstimate one = distance(200 + k, 100, 0.3, 1.2, reference);
      values.addValue(one.value());
      errors.addValue(one.standardError());
    }
    // the standard deviation of 150 values is itself known to 6 %
    assertEquals(1, errors.getMean() / values.getStandardDeviation(), 0.18);
    assertTrue(values.getMean() > 3 * values.getStandardDeviation());
  }

  private DistanceEstimate distance(
      long stream, int n, double mean, double spread, FeatureSet reference) {
    return KernelDistance.measure(features(stream, n, mean, spread), reference);
  }

  private FeatureSet features(long stream, int n, double mean, double spread) {
    return FeatureSet.of(session, "x", GoldenNumbers.features(stream, n, mean, spread, 4));
  }

  @Test
  void subsetsHoldDifferentImagesAndScatterAroundTheWhole() {
    FeatureSet x = FeatureSet.of(session, "x", GoldenNumbers.features(1, 300, 0.2, 1, 4));
    FeatureSet y = FeatureSet.of(session, "x", GoldenNumbers.features(2, 200, 0, 1, 4));
    FeatureSet part = FeatureSet.of(session, "x", GoldenNumbers.features(1, 200, 0.2, 1, 4));
    double whole = KernelDistance.measure(part, y).value();
    // a subset as large as the sets is the whole, in another order
    assertEquals(whole, KernelDistance.ofSubsets(part, y, 1, 200, 5)[0], 1e-12);
    double[] values = KernelDistance.ofSubsets(x, y, 40, 50, 5);
    assertArrayEquals(values, KernelDistance.ofSubsets(x, y, 40, 50, 5));
    var summary = new SummaryStatistics();
    Arrays.stream(values).forEach(summary::addValue);
    double all = KernelDistance.measure(x, y).value();
    assertEquals(all, summary.getMean(), 3 * summary.getStandardDeviation() / Math.sqrt(40));
    assertThrows(IllegalArgumentException.class, () -> KernelDistance.ofSubsets(x, y, 1, 201, 5));
  }

  /** A generator that repeats one real image is precise and recalls next to nothing. */
  @Test
  void aCollapsedModelHasPrecisionWithoutRecall() {
    double[][] real = GoldenNumbers.features(1, 100, 0, 1, 3);
    var collapsed = new double[40][];
    Arrays.fill(collapsed, real[17]);
    PrecisionRecall both =
        PrecisionRecall.measure(
            FeatureSet.of(session, "x", collapsed), FeatureSet.of(session, "x", real));
    assertEquals(1, both.precision());
    assertEquals(0.01, both.recall(), 1e-12);
    double[][] far = GoldenNumbers.features(2, 50, 100, 1, 3);
    both =
        PrecisionRecall.measure(
            FeatureSet.of(session, "x", far), FeatureSet.of(session, "x", real));
    assertEquals(0, both.precision() + both.recall());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            PrecisionRecall.measure(
                FeatureSet.of(session, "x", far), FeatureSet.of(session, "x", real), 50));
  }
}
