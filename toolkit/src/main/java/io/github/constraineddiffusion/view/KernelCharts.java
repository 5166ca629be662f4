package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;

/** What the kernels of annealed MCMC accept. */
final class KernelCharts {
  private static final String LOG_SNR = "log-SNR of the level (noise on the left)";

  private KernelCharts() {}

  static XYChart acceptance(
      List<String> names,
      List<double[]> logSnr,
      List<double[]> acceptance,
      double low,
      double high) {
    check(names, logSnr, acceptance, low, high);
    LineChart chart =
        new LineChart("Acceptance", LOG_SNR, "share accepted", Theme.WIDTH, Theme.HEIGHT);
    double from = logSnr.stream().flatMapToDouble(Arrays::stream).min().orElse(0);
    double to = logSnr.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    double margin = to > from ? 0.03 * (to - from) : 1;
    double[] ends = {from - margin, to + margin};
    double[] below = {low, low};
    Color band = Palette.tint(Palette.GIVEN, 0.25);
    Strokes.band(chart, "aim", ends, below, new double[] {high, high}, band);
    for (int k = 0; k < names.size(); k++) {
      Strokes.line(
          chart, names.get(k), logSnr.get(k), acceptance.get(k), Palette.series(k), Strokes.BOLD);
    }
    chart.legend().explain("aim: %s to %s".formatted(Digits.tick(low), Digits.tick(high)), band);
    chart.show(new Window(ends[0], ends[1], 0, 1.03));
    return chart;
  }

  private static void check(
      List<String> names,
      List<double[]> logSnr,
      List<double[]> acceptance,
      double low,
      double high) {
    if (names.isEmpty() || names.size() != logSnr.size() || names.size() != acceptance.size()) {
      throw new IllegalArgumentException(
          "there are %d names, %d lists of levels and %d of shares: give as many of each, from 1"
              .formatted(names.size(), logSnr.size(), acceptance.size()));
    }
    if (!(low >= 0 && low < high && high <= 1)) {
      throw new IllegalArgumentException(
          "the aim is %s to %s, but 0 <= low < high <= 1 must hold: try 0.5 and 0.7"
              .formatted(low, high));
    }
    for (int k = 0; k < names.size(); k++) {
      double[] shares = acceptance.get(k);
      boolean valid = Arrays.stream(shares).allMatch(a -> a >= 0 && a <= 1);
      boolean placed = Arrays.stream(logSnr.get(k)).allMatch(Double::isFinite);
      if (!valid || !placed || shares.length == 0 || shares.length != logSnr.get(k).length) {
        throw new IllegalArgumentException(
            "%s has %d levels and %d shares: give one in [0, 1] for each finite log-SNR"
                .formatted(names.get(k), logSnr.get(k).length, shares.length));
      }
    }
  }
}
