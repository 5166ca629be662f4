package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static final List<String> TWO = List.of("a", "b");

  @Test
  void itIsWhatItWasMadeOfAndStaysSo() {
    double[][] given = {{1, 2, 4}, {3, 5, -1}};
    TimeSeries series = TimeSeries.of("pair", TWO, given);
    given[0][0] = 9;
    series.values()[1][1] = 9;
    assertArrayEquals(new double[][] {{1, 2, 4}, {3, 5, -1}}, series.values());
    assertEquals(TWO, series.channels());
    assertEquals(2, series.size());
    assertEquals(3, series.scans());
    assertEquals("pair: 2 channels × 3 scans", series.toString());
  }

  @Test
  void faultsAreNamedWithPlaceAndRemedy() {
    refused(TWO, new double[][] {{1, 2}, {3, 3}}, "channel \"b\" of x is constant, 3.0", "leave");
    refused(TWO, new double[][] {{0.1 + 0.2, 0.3}, {1, 2}}, "channel \"a\" of x is constant");
    refused(TWO, new double[][] {{1, 2}, {3, Double.NaN}}, "channel \"b\" of x is NaN at scan 1");
    refused(TWO, new double[][] {{1 / 0.0, 2}, {3, 4}}, "channel \"a\" of x is Infinity at scan 0");
    refused(TWO, new double[][] {{1, 2}, {3}}, "\"b\" of x has 1 scans, but channel \"a\" has 2");
    refused(TWO, new double[][] {{1}, {3}}, "x has 1 scan(s), but at least 2");
    refused(TWO, new double[][] {{1, 2}}, "x has 1 rows of values, but 2 channel names");
    refused(List.of("a"), new double[][] {{1, 2}}, "x has 1 channel(s)", "at least 2");
    refused(List.of("a", "a"), new double[][] {{1, 2}, {3, 4}}, "two channels named \"a\"");
    refused(List.of("a", " "), new double[][] {{1, 2}, {3, 4}}, "channel 2 of x has no name");
    var nameless =
        assertThrows(
            IllegalArgumentException.class,
            () -> TimeSeries.of("", TWO, new double[][] {{1, 2}, {3, 4}}));
    assertTrue(nameless.getMessage().contains("no name"), nameless.getMessage());
  }

  private static void refused(List<String> channels, double[][] values, String... parts) {
    var fault =
        assertThrows(IllegalArgumentException.class, () -> TimeSeries.of("x", channels, values));
    for (String part : parts) {
      assertTrue(fault.getMessage().contains(part), fault.getMessage());
    }
  }

  /**
   * Numbers of the package's own file: {@code awk -F, 'NR>1{s+=$4; t+=$31} END{print s/250, t/250}'
   * nitime/data/fmri_timeseries.csv}.
   */
  @Test
  void theBundledSeriesHasTheRegionsOfThePackage() {
    TimeSeries fmri = TimeSeries.bundledFmri();
    assertEquals("fMRI: 28 channels × 250 scans", fmri.toString());
    assertEquals("LCau", fmri.channels().get(0));
    assertEquals("RPrec", fmri.channels().get(27));
    assertEquals(-7.39443, fmri.values()[0][0]);
    assertEquals(0.540389, fmri.values()[27][0]);
    assertEquals(-0.02634359, Arrays.stream(fmri.values()[0]).average().orElseThrow(), 1e-5);
    assertEquals(0.00828722, Arrays.stream(fmri.values()[27]).average().orElseThrow(), 1e-5);
  }
}
