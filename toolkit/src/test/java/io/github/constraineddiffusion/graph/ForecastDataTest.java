package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastDataTest {
  private static final int SCANS = 40;
  private static final int TRAIN = 20;
  private static final int TEST = 12;

  private static double[][] noise() {
    var random = new Random(3);
    var values = new double[3][SCANS];
    for (double[] row : values) {
      Arrays.setAll(row, t -> 5 + 2 * random.nextGaussian());
    }
    return values;
  }

  private static TimeSeries series(double[][] values) {
    return TimeSeries.of("noise", List.of("a", "b", "c"), values);
  }

  @Test
  void aPairIsAScanAndTheOneDeltaLaterOfTheSamePart() {
    double[][] z = noise();
    for (int delta = 1; delta <= 5; delta++) {
      ForecastData data = series(z).forecast(delta, TRAIN, TEST);
      for (int i = 0; i < 3; i++) {
        double[] train = Arrays.copyOf(z[i], TRAIN);
        double mean = Arrays.stream(train).sum() / TRAIN;
        double square = Arrays.stream(train).map(v -> v * v).sum() / TRAIN;
        double deviation = Math.sqrt(square - mean * mean);
        double[] standard = Arrays.stream(z[i]).map(v -> (v - mean) / deviation).toArray();
        int end = SCANS - delta;
        assertRow(standard, 0, TRAIN - delta, data.trainInputs()[i]);
        assertRow(standard, delta, TRAIN, data.trainTargets()[i]);
        assertRow(standard, SCANS - TEST, end, data.testInputs()[i]);
        assertRow(standard, SCANS - TEST + delta, SCANS, data.testTargets()[i]);
      }
    }
  }

  private static void assertRow(double[] standard, int from, int to, double[] row) {
    assertArrayEquals(Arrays.copyOfRange(standard, from, to), row, 1e-12);
  }

  @Test
  void nothingOfTheTestScansIsInTheTrainingPairs() {
    ForecastData before = series(noise()).forecast(2, TRAIN, TEST);
    double[][] changed = noise();
    for (double[] row : changed) {
      Arrays.setAll(row, t -> t < TRAIN ? row[t] : 1e6 * (t + 1));
    }
    ForecastData after = series(changed).forecast(2, TRAIN, TEST);
    assertArrayEquals(before.trainInputs(), after.trainInputs());
    assertArrayEquals(before.trainTargets(), after.trainTargets());
    assertTrue(after.testInputs()[0][0] > 1e6);
  }

  @Test
  void theScansBetweenThePartsAreUsedByNeither() {
    ForecastData before = series(noise()).forecast(2, TRAIN, TEST);
    double[][] changed = noise();
    for (double[] row : changed) {
      Arrays.fill(row, TRAIN, SCANS - TEST, -1e9);
    }
    ForecastData after = series(changed).forecast(2, TRAIN, TEST);
    assertArrayEquals(before.trainTargets(), after.trainTargets());
    assertArrayEquals(before.testInputs(), after.testInputs());
    assertArrayEquals(before.testTargets(), after.testTargets());
  }

  @Test
  void shuffledTargetsAreTheSameScansInAnotherOrder() {
    ForecastData data = series(noise()).forecast(1, TRAIN, TEST);
    ForecastData shuffled = data.shuffledTargets(7);
    assertArrayEquals(data.trainInputs(), shuffled.trainInputs());
    assertArrayEquals(data.testInputs(), shuffled.testInputs());
    assertArrayEquals(data.testTargets(), shuffled.testTargets());
    List<String> scans = scans(data.trainTargets());
    List<String> moved = scans(shuffled.trainTargets());
    assertFalse(scans.equals(moved));
    assertEquals(scans.stream().sorted().toList(), moved.stream().sorted().toList());
    assertArrayEquals(shuffled.trainTargets(), data.shuffledTargets(7).trainTargets());
    assertFalse(moved.equals(scans(data.shuffledTargets(8).trainTargets())));
    assertEquals(
        "noise, Δ = 1: 19 pairs to train (targets shuffled), 11 to test", shuffled.toString());
  }

  private static List<String> scans(double[][] rows) {
    var scans = new ArrayList<String>();
    for (int t = 0; t < rows[0].length; t++) {
      int scan = t;
      scans.add(Arrays.toString(Arrays.stream(rows).mapToDouble(row -> row[scan]).toArray()));
    }
    return scans;
  }

  @Test
  void theBundledSeriesHasRoomForEveryDelta() {
    TimeSeries fmri = TimeSeries.bundledFmri();
    for (int delta = 1; delta <= 5; delta++) {
      ForecastData data = fmri.forecast(delta, 180, 60);
      assertEquals(180 - delta, data.trainTargets()[0].length);
      assertEquals(60 - delta, data.testTargets()[27].length);
      assertEquals(28, data.channels());
      assertEquals(delta, data.delta());
    }
  }

  @Test
  void theCallerCannotChangeIt() {
    ForecastData data = series(noise()).forecast(1, TRAIN, TEST);
    data.trainInputs()[0][0] = 99;
    data.testTargets()[0][0] = 99;
    assertTrue(Math.abs(data.trainInputs()[0][0]) < 10);
    assertTrue(Math.abs(data.testTargets()[0][0]) < 10);
  }

  @Test
  void wrongWindowsAreNamedWithRemedy() {
    TimeSeries series = series(noise());
    refused(series, 0, TRAIN, TEST, "delta is 0", "give 1 or more");
    refused(
        series, 3, 4, TEST, "noise: trainScans is 4, which holds 1 pair(s) at delta 3", "give 5");
    refused(
        series, 3, TRAIN, 3, "noise: testScans is 3, which holds 0 pair(s) at delta 3", "give 4");
    refused(series, 2, 27, 12, "noise has 40 scans, but 27 to train, a gap of 2", "need 41");
    refused(series, 1, Integer.MAX_VALUE, TEST, "noise has 40 scans");
    refused(series, Integer.MAX_VALUE, TRAIN, TEST, "holds 0 pair(s)");
    assertEquals(26 - 2, series.forecast(2, 26, 12).trainInputs()[0].length);
  }

  @Test
  void aChannelThatIsConstantWhileTrainingIsRefused() {
    double[][] values = noise();
    Arrays.fill(values[1], 0, TRAIN, 4.5);
    refused(
        series(values), 1, TRAIN, TEST, "channel \"b\" of noise is constant, 4.5 in the first 20");
  }

  private static void refused(TimeSeries series, int delta, int train, int test, String... parts) {
    var fault =
        assertThrows(IllegalArgumentException.class, () -> series.forecast(delta, train, test));
    for (String part : parts) {
      assertTrue(fault.getMessage().contains(part), fault.getMessage());
    }
  }
}
