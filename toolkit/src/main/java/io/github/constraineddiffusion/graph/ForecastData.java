package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.util.MathArrays;

/**
 * Pairs of input x = z(t) and target y = z(t+Δ) of a time series, to train and to test.
 *
 * <p>The training part is the series' beginning, the test part its end, with at least Δ scans
 * between; both scans of a pair lie in one part. Each channel is standardised with the mean and the
 * deviation (divided by the number of scans) of its training scans only: nothing of the test part
 * enters the training pairs. Matrices are n × M, one column a pair, in the order of time.
 * Immutable.
 */
public final class ForecastData {
  private final TimeSeries series;
  private final int delta;
  private final boolean shuffled;
  private final double[][] trainInputs;
  private final double[][] trainTargets;
  private final double[][] testInputs;
  private final double[][] testTargets;

  private ForecastData(TimeSeries series, int delta, double[][] train, double[][] test) {
    this.series = series;
    this.delta = delta;
    this.shuffled = false;
    this.trainInputs = columns(train, 0, train[0].length - delta);
    this.trainTargets = columns(train, delta, train[0].length);
    this.testInputs = columns(test, 0, test[0].length - delta);
    this.testTargets = columns(test, delta, test[0].length);
  }

  private ForecastData(ForecastData data, double[][] trainTargets) {
    this.series = data.series;
    this.delta = data.delta;
    this.shuffled = true;
    this.trainInputs = data.trainInputs;
    this.trainTargets = trainTargets;
    this.testInputs = data.testInputs;
    this.testTargets = data.testTargets;
  }

  static ForecastData of(TimeSeries series, int delta, int trainScans, int testScans) {
    checkWindows(series, delta, trainScans, testScans);
    double[][] train = series.part(0, trainScans);
    double[][] test = series.part(series.scans() - testScans, testScans);
    for (int i = 0; i < train.length; i++) {
      String where = "the first %d scans, which train".formatted(trainScans);
      SeriesChecks.checkVaries(series.name(), series.channels().get(i), train[i], where);
      double mean = Arrays.stream(train[i]).average().orElseThrow();
      double deviation = deviation(train[i], mean);
      standardise(train[i], mean, deviation);
      standardise(test[i], mean, deviation);
    }
    return new ForecastData(series, delta, train, test);
  }

  private static void checkWindows(TimeSeries series, int delta, int trainScans, int testScans) {
    if (delta < 1) {
      throw new IllegalArgumentException(
          "delta is " + delta + ", but a forecast looks at least 1 scan ahead: give 1 or more");
    }
    checkPart(series.name() + ": trainScans", trainScans, delta, 2);
    checkPart(series.name() + ": testScans", testScans, delta, 1);
    long needed = (long) trainScans + delta + testScans;
    if (series.scans() < needed) {
      throw new IllegalArgumentException(
          "%s has %d scans, but %d to train, a gap of %d and %d to test need %d: take fewer, or a"
                  .formatted(series.name(), series.scans(), trainScans, delta, testScans, needed)
              + " longer series");
    }
  }

  private static void checkPart(String what, int scans, int delta, int pairs) {
    if ((long) scans - delta < pairs) {
      throw new IllegalArgumentException(
          "%s is %d, which holds %d pair(s) at delta %d, but at least %d are needed: give %d or more, or a smaller delta"
              .formatted(
                  what, scans, Math.max(0, scans - delta), delta, pairs, (long) delta + pairs));
    }
  }

  /** √(1/L·Σ(z − mean)²). */
  private static double deviation(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static void standardise(double[] values, double mean, double deviation) {
    Arrays.setAll(values, t -> (values[t] - mean) / deviation);
  }

  private static double[][] columns(double[][] rows, int from, int to) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, from, to))
        .toArray(double[][]::new);
  }

  /**
   * Returns the control whose graph can know nothing of what follows what: the training targets in
   * random order of time, all channels alike; inputs and the test part as they are.
   *
   * @param seed the same seed gives the same order
   * @return the pairs with shuffled training targets
   */
  public ForecastData shuffledTargets(long seed) {
    int[] order = IntStream.range(0, trainTargets[0].length).toArray();
    MathArrays.shuffle(order, new Well19937c(seed));
    double[][] targets =
        Arrays.stream(trainTargets)
            .map(row -> Arrays.stream(order).mapToDouble(t -> row[t]).toArray())
            .toArray(double[][]::new);
    return new ForecastData(this, targets);
  }

  /** {@return the series, not standardised} */
  public TimeSeries series() {
    return series;
  }

  /** {@return how far ahead the target is, Δ in scans} */
  public int delta() {
    return delta;
  }

  /** {@return the number of channels n} */
  public int channels() {
    return series.size();
  }

  /** {@return a copy of X to train, n × M, standardised} */
  public double[][] trainInputs() {
    return copy(trainInputs);
  }

  /** {@return a copy of Y to train, n × M, standardised} */
  public double[][] trainTargets() {
    return copy(trainTargets);
  }

  /** {@return a copy of X to test, n × M, standardised as the training scans are} */
  public double[][] testInputs() {
    return copy(testInputs);
  }

  /** {@return a copy of Y to test, n × M, standardised as the training scans are} */
  public double[][] testTargets() {
    return copy(testTargets);
  }

  int testPairs() {
    return testTargets[0].length;
  }

  private static double[][] copy(double[][] rows) {
    return columns(rows, 0, rows[0].length);
  }

  @Override
  public String toString() {
    return "%s, Δ = %d: %d pairs to train%s, %d to test"
        .formatted(
            series.name(),
            delta,
            trainInputs[0].length,
            shuffled ? " (targets shuffled)" : "",
            testInputs[0].length);
  }
}
