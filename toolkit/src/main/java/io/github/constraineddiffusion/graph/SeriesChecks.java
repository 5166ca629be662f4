package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** What every time series has to be, and the messages that say what is wrong with one. */
final class SeriesChecks {
  /** Differences below this part of the largest value are rounding. */
  private static final double ROUNDING = 1e-12;

  private SeriesChecks() {}

  static void check(String name, List<String> channels, double[][] values) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a series has no name: give it one for charts and tables");
    }
    if (values.length != channels.size()) {
      throw new IllegalArgumentException(
          "%s has %d rows of values, but %d channel names: give one row and one name a channel"
              .formatted(name, values.length, channels.size()));
    }
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "%s has %d channel(s), but a graph needs at least 2: give values as channels × scans, all"
                  .formatted(name, values.length)
              + " channels in one series");
    }
    checkNames(name, channels);
    checkLengths(name, channels, values);
    for (int i = 0; i < values.length; i++) {
      checkFinite(name, channels.get(i), values[i]);
      checkVaries(name, channels.get(i), values[i], "all its scans");
    }
  }

  private static void checkNames(String name, List<String> channels) {
    var seen = new HashSet<String>();
    for (int i = 0; i < channels.size(); i++) {
      String channel = channels.get(i);
      if (channel == null || channel.isBlank()) {
        throw new IllegalArgumentException(
            "channel %d of %s has no name: give each channel one".formatted(i + 1, name));
      }
      if (!seen.add(channel)) {
        throw new IllegalArgumentException(
            "%s has two channels named \"%s\": give them different names".formatted(name, channel));
      }
    }
  }

  private static void checkLengths(String name, List<String> channels, double[][] values) {
    int scans = values[0].length;
    for (int i = 0; i < values.length; i++) {
      if (values[i].length != scans) {
        throw new IllegalArgumentException(
            "channel \"%s\" of %s has %d scans, but channel \"%s\" has %d: give all the same number"
                .formatted(channels.get(i), name, values[i].length, channels.get(0), scans));
      }
    }
    if (scans < 2) {
      throw new IllegalArgumentException(
          "%s has %d scan(s), but at least 2 are needed: give a longer series"
              .formatted(name, scans));
    }
  }

  private static void checkFinite(String name, String channel, double[] values) {
    for (int t = 0; t < values.length; t++) {
      if (!Double.isFinite(values[t])) {
        throw new IllegalArgumentException(
            "channel \"%s\" of %s is %s at scan %d (the first is 0): leave the scan or the channel"
                    .formatted(channel, name, values[t], t)
                + " out, or fill the gap in");
      }
    }
  }

  /** Refuses a channel that has no deviation to divide by. */
  static void checkVaries(String name, String channel, double[] values, String where) {
    double least = Arrays.stream(values).min().orElseThrow();
    double most = Arrays.stream(values).max().orElseThrow();
    if (most - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(most))) {
      throw new IllegalArgumentException(
          "channel \"%s\" of %s is constant, %s in %s, and cannot be standardised: leave it out"
              .formatted(channel, name, values[0], where));
    }
  }

  /** The names channel 1 to channel n. */
  static List<String> numbered(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "channel " + i).toList();
  }
}
