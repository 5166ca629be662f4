package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.Fidelity;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.eval.ReconstructionGap;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Gap against training error, one curve a training; the point of every look has its interval. */
final class TradeOffCurves {
  private static final double MARGIN = 0.06;

  private final Fidelity measure;
  private final LineChart chart;
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double low;
  private double high;

  private TradeOffCurves(Fidelity measure) {
    this.measure = measure;
    this.chart =
        new LineChart(
            "What fitting the training images costs",
            measure.label() + ", training images",
            "growth of the gap in " + measure.label(),
            Theme.WIDTH,
            Theme.HEIGHT);
  }

  static XYChart of(Fidelity measure, Map<String, List<ReconstructionGap>> gaps) {
    if (gaps.isEmpty() || gaps.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "there are %d trainings, or one without a gap: give at least one gap of each"
              .formatted(gaps.size()));
    }
    var curves = new TradeOffCurves(measure);
    List<Color> used = new ArrayList<>();
    gaps.forEach(
        (name, list) -> {
          Color color = MethodColors.next(name, used);
          used.add(color);
          curves.add(name, list, color);
        });
    return curves.done();
  }

  private void add(String name, List<ReconstructionGap> gaps, Color color) {
    double[] x = new double[gaps.size()];
    double[] y = new double[gaps.size()];
    for (int k = 0; k < x.length; k++) {
      x[k] = gaps.get(k).training().averaged(measure).value();
      IntervalEstimate gap = gaps.get(k).minus(measure, 1, gaps.get(0));
      y[k] = gap.value();
      double[] ends = {gap.lower(), gap.upper()};
      Strokes.unnamed(
          chart, "look " + k + " of " + name, new double[] {x[k], x[k]}, ends, color, Strokes.THIN);
      left = Math.min(left, x[k]);
      right = Math.max(right, x[k]);
      low = Math.min(low, ends[0]);
      high = Math.max(high, ends[1]);
    }
    Strokes.line(chart, name, x, y, color, Strokes.BOLD)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(color);
  }

  private XYChart done() {
    double width = right > left ? MARGIN * (right - left) : MARGIN * right;
    double height = high > low ? MARGIN * (high - low) : 1;
    double[] ends = {left - width, right + width};
    Strokes.unnamed(chart, "as before training", ends, new double[2], Palette.INK, Strokes.DASHED);
    chart.legend().explain("as before training", Strokes.DASHED, Palette.INK);
    chart.legend().explain("95 % interval", Strokes.THIN, Palette.GIVEN);
    chart.getStyler().setXAxisMin(ends[0]).setXAxisMax(ends[1]);
    chart.getStyler().setYAxisMin(low - height).setYAxisMax(high + height);
    return chart;
  }
}
