package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.Fidelity;
import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.eval.MemorisationReport;
import io.github.constraineddiffusion.eval.ReconstructionGap;
import io.github.constraineddiffusion.eval.ShareIntervals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/**
 * The charts of overfitting, as XChart charts: change what you like through {@code
 * chart.getStyler()}. A notebook shows a chart that a cell returns.
 */
public final class ReconstructionCharts {
  private ReconstructionCharts() {}

  /**
   * Draws how well training and held-out images are restored over the noise levels, with 95 %
   * bands.
   *
   * @param measure what to draw; squared errors on a logarithmic axis, those below 5e-7 at 5e-7
   * @param gap of one model
   * @return the chart
   */
  public static XYChart curves(Fidelity measure, ReconstructionGap gap) {
    return FidelityCurves.one(measure, gap);
  }

  /**
   * Draws how well training (dashed) and held-out images (solid) are restored by several models
   * over the noise levels, with 95 % bands.
   *
   * @param measure what to draw; squared errors on a logarithmic axis, those below 5e-7 at 5e-7
   * @param gaps by the models' names, in the map's order
   * @return the chart
   */
  public static XYChart curves(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    return FidelityCurves.several(measure, gaps);
  }

  /**
   * Draws the gap between training and held-out images of several models over the noise levels,
   * with 95 % bands.
   *
   * @param measure what to draw
   * @param gaps by the models' names, in the map's order
   * @return the chart
   */
  public static XYChart gaps(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    return FidelityCurves.gaps(measure, gaps);
  }

  /**
   * Draws the gap of the means over levels against the training steps, with 95 % intervals.
   *
   * @param measure what to draw
   * @param steps at which the gaps were measured, rising
   * @param gaps by the methods' names, one gap a step
   * @return the chart
   */
  public static XYChart overTraining(
      Fidelity measure, int[] steps, Map<String, List<ReconstructionGap>> gaps) {
    Map<String, List<IntervalEstimate>> values = new LinkedHashMap<>();
    gaps.forEach(
        (name, list) -> values.put(name, list.stream().map(g -> g.averaged(measure)).toList()));
    String axis = "gap in " + measure.label();
    return TrainingCurves.of("Reconstruction gap over training", axis, steps, values).chart();
  }

  /**
   * Draws the relative gap, the mean over levels of 1 − MSE_training/MSE_held-out, against the
   * training steps, with 95 % intervals.
   *
   * @param steps at which the gaps were measured, rising
   * @param gaps by the methods' names, one gap a step
   * @return the chart
   */
  public static XYChart relativeOverTraining(
      int[] steps, Map<String, List<ReconstructionGap>> gaps) {
    Map<String, List<IntervalEstimate>> values = new LinkedHashMap<>();
    gaps.forEach(
        (name, list) -> values.put(name, list.stream().map(ReconstructionGap::relative).toList()));
    String axis = "relative gap, part of the held-out error";
    return TrainingCurves.of("Reconstruction gap over training", axis, steps, values).chart();
  }

  /**
   * Draws what fitting the training images costs: how far the gap has grown since the first look,
   * against how well training images are restored, with 95 % intervals. Of two curves the lower one
   * overfits less at equal training error.
   *
   * @param measure of how well
   * @param gaps by the methods' names, in the order of the training steps, each begun with the
   *     model before training
   * @return the chart
   */
  public static XYChart tradeOff(Fidelity measure, Map<String, List<ReconstructionGap>> gaps) {
    return TradeOffCurves.of(measure, gaps);
  }

  /**
   * Draws the part of generated images that count as memorised against the training steps, with 95
   * % intervals; what is expected without memorisation is dashed.
   *
   * @param steps at which the images were generated, rising
   * @param reports by the methods' names, one report a step
   * @return the chart
   */
  public static XYChart memorised(int[] steps, Map<String, List<MemorisationReport>> reports) {
    Map<String, List<IntervalEstimate>> values = new LinkedHashMap<>();
    reports.forEach(
        (name, list) -> values.put(name, list.stream().map(ReconstructionCharts::part).toList()));
    double expected =
        reports.values().stream()
            .flatMap(List::stream)
            .mapToDouble(MemorisationReport::expected)
            .max()
            .orElse(0);
    return TrainingCurves.of("Memorised images over training", "part memorised", steps, values)
        .level("expected without memorisation", expected)
        .chart();
  }

  private static IntervalEstimate part(MemorisationReport report) {
    ShareIntervals part = report.memorised();
    return new IntervalEstimate(
        part.share()[0], Double.NaN, part.lower()[0], part.upper()[0], part.samples());
  }
}
