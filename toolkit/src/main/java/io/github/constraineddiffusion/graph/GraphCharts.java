package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.view.Charts;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** Charts of training on several graphs, each in the same colour everywhere. */
public final class GraphCharts {
  /** Eigenvalues below this share of a run's largest are zeros that rounding has touched. */
  private static final double ZERO = 1e-12;

  private static final double MARGIN = 0.15;

  /** Decades that the axis of alignments shows at least, so that its ticks differ. */
  private static final double DECADES = 0.5;

  /** Of a plot, pixels. */
  private static final int WIDTH = 600;

  private GraphCharts() {}

  /**
   * Errors over the epochs, means over the runs in 95 % intervals. The vertical axis is fitted to
   * what comes after a tenth of the epochs, where graphs differ: the first steps begin above it.
   *
   * @param results of a training
   * @param test whether of the test pairs, not of the training pairs
   * @return the chart
   */
  public static XYChart convergence(GraphResults results, boolean test) {
    double[] epochs = IntStream.rangeClosed(0, results.epochs()).asDoubleStream().toArray();
    Map<String, List<IntervalEstimate>> curves =
        byGraph(results, graph -> results.curve(graph, test));
    XYChart chart =
        Charts.curves(
            test ? "Test error" : "Training error", "epoch", "mean squared error", epochs, curves);
    DoubleSummaryStatistics late =
        curves.values().stream()
            .flatMap(curve -> curve.stream().skip(epochs.length / 10))
            .mapToDouble(IntervalEstimate::value)
            .summaryStatistics();
    double margin = late.getMax() > late.getMin() ? MARGIN * (late.getMax() - late.getMin()) : 1;
    chart.getStyler().setYAxisMin(late.getMin() - margin).setYAxisMax(late.getMax() + margin);
    return chart;
  }

  /**
   * The final training or test error of every run against its alignment at the initial weights.
   *
   * @param results of a training
   * @param test whether of the test pairs, not of the training pairs
   * @return the chart
   */
  public static XYChart alignment(GraphResults results, boolean test) {
    Map<String, double[][]> points =
        byGraph(
            results,
            graph -> {
              double[] x = results.alignment(graph);
              double[] y = test ? results.finalTest(graph) : results.finalTrain(graph);
              return IntStream.range(0, x.length)
                  .mapToObj(r -> new double[] {Math.log10(x[r]), y[r]})
                  .toArray(double[][]::new);
            });
    XYChart chart =
        Charts.points(
            "Alignment and error",
            "alignment ỹᵀΘỹ at the initial weights (log scale)",
            (test ? "test" : "training") + " error after training",
            points);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(GraphCharts::power);
    widen(chart);
    return chart;
  }

  /** XChart leaves ticks out whose labels are equal, as those of equal alignments are. */
  private static void widen(XYChart chart) {
    double left = chart.getStyler().getXAxisMin();
    double right = chart.getStyler().getXAxisMax();
    double missing = DECADES - (right - left);
    if (missing > 0) {
      chart.getStyler().setXAxisMin(left - missing / 2).setXAxisMax(right + missing / 2);
    }
  }

  /**
   * The largest eigenvalues of the kernel at the initial weights, means over the runs in 95 %
   * intervals; zeros are left out.
   *
   * @param results of a training
   * @param count how many
   * @return the chart
   */
  public static XYChart eigenvalues(GraphResults results, int count) {
    double[] index = IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    XYChart chart =
        Charts.logCurves(
            "Eigenvalues of the neural tangent kernel",
            "index",
            "eigenvalue",
            index,
            byGraph(results, graph -> spectrum(results.eigenvalues(graph, count))));
    // few eigenvalues, few ticks
    chart.getStyler().setXAxisTickMarkSpacingHint(Math.max(70, WIDTH / count));
    return chart;
  }

  /** Falling, up to the first that is zero but for rounding. */
  private static List<IntervalEstimate> spectrum(double[][] eigenvalues) {
    return IntStream.range(0, eigenvalues[0].length)
        .mapToObj(i -> Arrays.stream(eigenvalues).mapToDouble(run -> run[i]).toArray())
        .takeWhile(column -> Arrays.stream(column).min().orElse(0) > ZERO * eigenvalues[0][0])
        .map(Samples::mean)
        .toList();
  }

  private static <T> Map<String, T> byGraph(GraphResults results, Function<String, T> what) {
    Map<String, T> all = new LinkedHashMap<>();
    results.graphs().forEach(graph -> all.put(graph, what.apply(graph)));
    return all;
  }

  private static String power(double exponent) {
    return String.format(Locale.ROOT, "%.2g", Math.pow(10, exponent));
  }
}
