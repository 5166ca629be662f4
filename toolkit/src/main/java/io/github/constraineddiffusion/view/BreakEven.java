package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** What samples cost in all against their number: once + each·n. */
final class BreakEven {
  private static final int POINTS = 101;

  private BreakEven() {}

  static XYChart of(String unit, List<String> names, double[] once, double[] each, double most) {
    check(names, once, each, most);
    var chart = new LabelledChart("What samples cost in all", "samples", unit);
    Extent shown = new Extent();
    double[] x = new double[POINTS];
    Arrays.setAll(x, i -> Math.log10(most) * i / (POINTS - 1));
    Map<String, Color> color = MethodColors.of(names);
    for (int k = 0; k < names.size(); k++) {
      double a = once[k];
      double b = each[k];
      double[] y = Arrays.stream(x).map(n -> Math.log10(a + b * Math.pow(10, n))).toArray();
      Strokes.line(chart, names.get(k), x, y, color.get(names.get(k)), Strokes.BOLD);
      shown.include(x, y);
      for (int i = 1; i < POINTS; i++) {
        chart.avoid(x[i - 1], y[i - 1], x[i], y[i]);
      }
    }
    for (int k = 1; k < names.size(); k++) {
      double n = samples(once[0], each[0], once[k], each[k]);
      if (n >= 1 && n <= most) {
        String than = names.get(0) + " is cheaper from here";
        mark(chart, than, n, once[0] + each[0] * n, color.get(names.get(k)));
      }
    }
    chart.getStyler().setMarkerSize(10);
    chart.show(shown.window(0.02, 0.05));
    chart.getStyler().setxAxisTickLabelsFormattingFunction(Digits::power);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(Digits::power);
    return chart;
  }

  /** The n with once₀ + each₀·n = once + each·n, from which the first is cheaper; NaN for none. */
  static double samples(double once0, double each0, double once, double each) {
    return once0 > once && each > each0 ? (once0 - once) / (each - each0) : Double.NaN;
  }

  private static void mark(LabelledChart chart, String name, double n, double cost, Color color) {
    double[] x = {Math.log10(n)};
    double[] y = {Math.log10(cost)};
    String text = String.format(Locale.ROOT, "%,.0f", n);
    boolean first = !chart.getSeriesMap().containsKey(name);
    String series = first ? name : name + ": " + text;
    Strokes.points(chart, series, x, y, Palette.INK, new RingMarker());
    chart.getSeriesMap().get(series).setShowInLegend(first);
    chart.label(text, x[0], y[0], color);
  }

  private static void check(List<String> names, double[] once, double[] each, double most) {
    if (names.isEmpty() || names.size() != once.length || names.size() != each.length) {
      throw new IllegalArgumentException(
          "there are %d names, %d costs before and %d of each sample: give as many of each, from 1"
              .formatted(names.size(), once.length, each.length));
    }
    boolean costs = Arrays.stream(once).allMatch(c -> c >= 0 && Double.isFinite(c));
    boolean perSample = Arrays.stream(each).allMatch(c -> c > 0 && Double.isFinite(c));
    if (!costs || !perSample || !(most > 1 && Double.isFinite(most))) {
      throw new IllegalArgumentException(
          "costs are %s before and %s of each of %s samples: give at least 0, above 0, above 1"
              .formatted(Arrays.toString(once), Arrays.toString(each), most));
    }
  }
}
