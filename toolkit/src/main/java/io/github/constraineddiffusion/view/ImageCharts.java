package io.github.constraineddiffusion.view;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.eval.MemorisationReport;
import io.github.constraineddiffusion.trainer.Calibration;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** The figures of experiments on images, beside {@link ShareChart} and {@link ImageGrid}. */
public final class ImageCharts {
  private ImageCharts() {}

  /**
   * Draws the nats measured up to each log-SNR with their 95 % intervals, −log share dashed, and
   * the cut that was taken.
   *
   * @param calibration of the measurement in nats
   * @param names of the constraints, in the calibration's order
   * @return the chart
   */
  public static XYChart calibration(Calibration calibration, List<String> names) {
    return CalibrationChart.of(calibration, names);
  }

  /**
   * Shows the generated images that are nearest to a training image, with that image below and
   * their distance.
   *
   * @param generated the images that were measured, shape (N, C, H, W)
   * @param training the set that neighbours were looked for in
   * @param report what was measured
   * @param count how many, at most N
   * @return two rows, the smallest distance on the left
   */
  public static ImageGrid nearest(
      NDArray generated, ImageSet training, MemorisationReport report, int count) {
    int[] closest = report.closest(count);
    int[] neighbours = IntStream.of(closest).map(i -> report.nearest()[i]).toArray();
    String[] distances =
        IntStream.of(closest)
            .mapToObj(i -> String.format(Locale.ROOT, "%.3g", report.distance()[i]))
            .toArray(String[]::new);
    ImageGrid grid = ImageGrid.of("generated", generated).pick(closest);
    try (NDArray images = training.images(generated.getManager(), neighbours)) {
      return grid.row("nearest in training", images).captions(distances);
    }
  }

  /**
   * Draws shares of generated images against the training steps, with 95 % intervals.
   *
   * @param title whose share it is
   * @param steps at which images were generated, rising
   * @param shares by the methods' names, one share a step, in [0, 1]
   * @param target the share asked for, drawn dashed; NaN for none
   * @return the chart
   */
  public static XYChart sharesOverTraining(
      String title, int[] steps, Map<String, List<IntervalEstimate>> shares, double target) {
    CurveChart curves = TrainingCurves.of(title, "share of generated images", steps, shares);
    return (Double.isNaN(target) ? curves : curves.level("asked for", target)).chart();
  }

  /**
   * Draws costs as bars from left to right, such as seconds per 1,000 accepted samples.
   *
   * @param title what is compared
   * @param unit of the costs
   * @param names of the methods, from above; they have the colours of {@link ShareChart}
   * @param cost one a method, from 0
   * @return the chart
   */
  public static XYChart costs(String title, String unit, List<String> names, double... cost) {
    if (names.size() != cost.length || cost.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d names and %d costs: give one name for each of at least 1 cost",
              names.size(), cost.length));
    }
    if (Arrays.stream(cost).anyMatch(c -> !(c >= 0 && Double.isFinite(c)))) {
      throw new IllegalArgumentException(
          "costs are " + Arrays.toString(cost) + ", but each must be finite and at least 0");
    }
    HorizontalBars chart = new HorizontalBars(title, unit, List.copyOf(names), cost.clone());
    List<Color> used = new ArrayList<>();
    for (int i = 0; i < cost.length; i++) {
      used.add(MethodColors.next(names.get(i), used));
      chart.bar(i, used.get(i));
    }
    double top = Arrays.stream(cost).max().orElse(0);
    chart.getStyler().setXAxisMax(top > 0 ? 1.12 * top : 1);
    return chart;
  }
}
