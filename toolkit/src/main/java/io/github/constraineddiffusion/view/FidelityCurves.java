package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.Fidelity;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.eval.ReconstructionCurve;
import io.github.constraineddiffusion.eval.ReconstructionGap;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Fidelity of reconstructions over the log-SNR. */
final class FidelityCurves {
  private static final String LOG_SNR = "log-SNR of the noisy image (noise on the left)";
  // a tenth of what rounding to 256 grey levels does to a picture
  private static final double FLOOR = 5e-7;
  private static final double PALE = 0.4;

  private final LineChart chart;
  private final boolean logarithmic;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;

  private FidelityCurves(String title, String axis, boolean logarithmic) {
    this.chart = new LineChart(title, LOG_SNR, axis, Theme.WIDTH, Theme.HEIGHT);
    this.logarithmic = logarithmic;
  }

  static XYChart one(Fidelity measure, ReconstructionGap gap) {
    var curves = restored(measure);
    curves.add("training images", measure, gap.training(), Palette.HIGHLIGHT, Strokes.BOLD);
    curves.add("held-out images", measure, gap.heldOut(), Palette.CONSTRAINED, Strokes.BOLD);
    return curves.done();
  }

  static XYChart several(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    requireModels(gaps);
    var curves = restored(measure);
    List<Color> used = new ArrayList<>();
    gaps.forEach(
        (name, gap) -> {
          Color color = MethodColors.next(name, used);
          used.add(color);
          curves.add(name, measure, gap.heldOut(), color, Strokes.BOLD);
          curves.add("training " + name, measure, gap.training(), color, Strokes.DASHED);
          curves.chart.getSeriesMap().get("training " + name).setShowInLegend(false);
        });
    curves.chart.legend().explain("held-out images", Strokes.BOLD, Palette.GIVEN);
    curves.chart.legend().explain("training images", Strokes.DASHED, Palette.GIVEN);
    return curves.done();
  }

  static XYChart gaps(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    requireModels(gaps);
    var curves = new FidelityCurves("Reconstruction gap", "gap in " + measure.label(), false);
    curves.low = 0;
    curves.high = 0;
    List<Color> used = new ArrayList<>();
    gaps.forEach(
        (name, gap) -> {
          Color color = MethodColors.next(name, used);
          used.add(color);
          double[] x = gap.training().logSnr();
          curves.add(name, x, gap.levels(measure), color, Strokes.BOLD);
        });
    double[] ends = {curves.left, curves.right};
    Strokes.unnamed(curves.chart, "zero", ends, new double[2], Palette.INK, Strokes.DASHED);
    curves.chart.legend().explain("no overfitting", Strokes.DASHED, Palette.INK);
    return curves.done();
  }

  private static FidelityCurves restored(Fidelity measure) {
    return new FidelityCurves(
        "Reconstruction of noisy images", measure.label(), measure == Fidelity.MSE);
  }

  private void add(
      String name, Fidelity measure, ReconstructionCurve of, Color color, BasicStroke stroke) {
    add(name, of.logSnr(), of.levels(measure), color, stroke);
  }

  private void add(
      String name, double[] x, List<IntervalEstimate> values, Color color, BasicStroke stroke) {
    double[] y = values.stream().mapToDouble(v -> shown(v.value())).toArray();
    double[] upper = values.stream().mapToDouble(v -> shown(v.upper())).toArray();
    // a logarithm knows no zero: there the band ends at a tenth of the value
    double[] lower =
        values.stream()
            .mapToDouble(v -> shown(logarithmic ? Math.max(v.lower(), v.value() / 10) : v.lower()))
            .toArray();
    low = Math.min(low, Arrays.stream(lower).min().orElse(low));
    high = Math.max(high, Arrays.stream(upper).max().orElse(high));
    left = Math.min(left, Arrays.stream(x).min().orElse(left));
    right = Math.max(right, Arrays.stream(x).max().orElse(right));
    Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), 45);
    Strokes.band(chart, "band " + name, x, lower, upper, pale);
    Strokes.line(chart, name, x, y, color, stroke);
  }

  private double shown(double value) {
    return logarithmic ? Math.log10(Math.max(FLOOR, value)) : value;
  }

  private XYChart done() {
    chart.legend().explain("95 % interval", Palette.tint(Palette.GIVEN, PALE));
    double across = right > left ? 0.03 * (right - left) : 1;
    double up = high > low ? 0.05 * (high - low) : 1;
    chart.show(new Window(left - across, right + across, low - up, high + up));
    if (logarithmic) {
      // XChart's own logarithmic axis labels powers of ten only, of which there may be none in view
      chart.getStyler().setyAxisTickLabelsFormattingFunction(Digits::power);
    }
    return chart;
  }

  private static void requireModels(Map<String, ReconstructionGap> gaps) {
    if (gaps.isEmpty()) {
      throw new IllegalArgumentException("there are 0 models to draw: give at least 1");
    }
  }
}
