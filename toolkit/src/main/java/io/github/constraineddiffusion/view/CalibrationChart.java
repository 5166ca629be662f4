package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.trainer.Calibration;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Measured nats against the log-SNR up to which they were measured. */
final class CalibrationChart {
  private static final double NORMAL_975 = 1.96;

  private final Calibration calibration;
  private final List<String> names;
  private final int[] order;
  private final double[] at;
  private final int finite;
  private final LineChart chart =
      new LineChart(
          "Nats measured up to a cut",
          "cut: log-SNR up to which noise levels count",
          "measured, nats",
          Theme.WIDTH,
          Theme.HEIGHT);

  private CalibrationChart(Calibration calibration, List<String> names) {
    this.calibration = calibration;
    this.names = names;
    double[] cuts = calibration.cuts();
    this.order =
        IntStream.range(0, cuts.length)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> cuts[c]))
            .mapToInt(c -> c)
            .toArray();
    this.finite = (int) Arrays.stream(cuts).filter(Double::isFinite).count();
    this.at = places(Arrays.stream(order).mapToDouble(c -> cuts[c]).toArray(), finite);
  }

  static XYChart of(Calibration calibration, List<String> names) {
    if (names.size() != calibration.known().length) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d names for %d constraints of the calibration: give one a constraint",
              names.size(), calibration.known().length));
    }
    return new CalibrationChart(calibration, names).draw();
  }

  /** Cuts in rising order; no cut at all stands one step to the right of the last. */
  private static double[] places(double[] cuts, int finite) {
    double last = finite > 0 ? cuts[finite - 1] : 0;
    double step = finite > 1 ? (last - cuts[0]) / (finite - 1) : 1;
    Arrays.fill(cuts, finite, cuts.length, last + step);
    return cuts;
  }

  private XYChart draw() {
    int last = at.length - 1;
    double margin = at[last] > at[0] ? 0.06 * (at[last] - at[0]) : 1;
    double[] ends = {at[0] - margin, at[last] + margin};
    double top = Arrays.stream(calibration.known()).max().orElse(0);
    for (int i = 0; i < names.size(); i++) {
      top = Math.max(top, highest(calibration.nats()[i]));
    }
    cut(1.06 * top);
    for (int i = 0; i < names.size(); i++) {
      Color color = Palette.series(i);
      curve(names.get(i), calibration.nats()[i], 0, finite, color, Strokes.BOLD);
      curve("all " + i, calibration.nats()[i], finite, at.length, color, SeriesLines.NONE);
    }
    known(ends);
    if (finite < at.length) {
      chart.addAnnotation(new AnnotationText("all levels", at[last], 0.03 * top, false));
    }
    chart.show(new Window(ends[0], ends[1], 0, 1.06 * top));
    chart.getStyler().setErrorBarsColorSeriesColor(true);
    return chart;
  }

  private static double highest(Estimate[] nats) {
    return Arrays.stream(nats)
        .mapToDouble(e -> e.value() + NORMAL_975 * e.standardError())
        .max()
        .orElse(0);
  }

  /** Below the curves, so it is drawn before them. */
  private void cut(double height) {
    double taken = at[IntStream.of(order).boxed().toList().indexOf(calibration.chosen())];
    double[] x = {taken, taken};
    Strokes.unnamed(chart, "cut", x, new double[] {0, height}, Palette.GIVEN, Strokes.BOLD);
  }

  /** The points from one place to another, each with its 95 % interval. */
  private void curve(
      String name, Estimate[] nats, int from, int to, Color color, BasicStroke stroke) {
    if (from == to) {
      return;
    }
    int[] cuts = Arrays.copyOfRange(order, from, to);
    double[] value = IntStream.of(cuts).mapToDouble(c -> nats[c].value()).toArray();
    double[] error =
        IntStream.of(cuts).mapToDouble(c -> NORMAL_975 * nats[c].standardError()).toArray();
    XYSeries series = chart.addSeries(name, Arrays.copyOfRange(at, from, to), value, error);
    series.setMarker(SeriesMarkers.CIRCLE).setLineColor(color).setLineStyle(stroke);
    series.setMarkerColor(color);
    series.setShowInLegend(from == 0);
  }

  /** One black line where all shares are equal, otherwise one line in each colour. */
  private void known(double[] ends) {
    double[] known = calibration.known();
    boolean shared = Arrays.stream(known).allMatch(k -> Math.abs(k - known[0]) < 1e-9);
    for (int i = 0; i < (shared ? 1 : known.length); i++) {
      Color color = shared ? Palette.INK : Palette.series(i);
      double[] level = {known[i], known[i]};
      Strokes.unnamed(chart, "known " + i, ends, level, color, Strokes.DASHED);
    }
    Color color = shared ? Palette.INK : Palette.GIVEN;
    chart.legend().explain("−log share of the model", Strokes.DASHED, color);
    chart.legend().explain("cut taken", Strokes.BOLD, Palette.GIVEN);
  }
}
