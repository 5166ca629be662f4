package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/**
 * The charts of composed models, as XChart charts: change what you like through {@code
 * chart.getStyler()}. A notebook shows a chart that a cell returns.
 */
public final class CompositionCharts {
  private CompositionCharts() {}

  /**
   * Draws the dual function over the weights with the path of λ: for three models a triangle,
   * shaded and with contour lines at round values; for two a curve over the first weight.
   *
   * @param names of the models, 2 or 3
   * @param dual D(λ) in nats for weights on the simplex; called 861 times for three models
   * @param path λ over training, the first update first; may be empty
   * @param optimum exact λ*, or null where it is not known
   * @return the chart
   */
  public static XYChart simplex(
      List<String> names, ToDoubleFunction<double[]> dual, List<double[]> path, double[] optimum) {
    return SimplexCharts.simplex(names, dual, path, optimum);
  }

  /**
   * Draws the KL divergences to the models over the dual updates as running means, each in a band
   * of two standard errors of a single measurement.
   *
   * @param history of a composition run
   * @param atEqualWeights KL to each model at equal weights, nats, drawn dashed; null for none
   * @param exactWorst the exact u*, nats, drawn dotted; NaN for none
   * @return the chart
   */
  public static XYChart divergences(
      RunHistory history, double[] atEqualWeights, double exactWorst) {
    return CompositionHistory.divergences(history, atEqualWeights, exactWorst);
  }

  /**
   * Draws the weights of the models over the dual updates.
   *
   * @param history of a composition run
   * @param exact exact λ*, drawn dashed; null for none
   * @return the chart
   */
  public static XYChart weights(RunHistory history, double[] exact) {
    return CompositionHistory.weights(history, exact);
  }

  /**
   * Draws the share of proposals that kernels of annealed MCMC accept, over the noise levels.
   *
   * @param names of the kernels
   * @param logSnr for each kernel the log-SNR of its levels
   * @param acceptance for each kernel the share accepted at its levels, in [0, 1]
   * @param low lower end of the shares aimed at, drawn as a band
   * @param high upper end, above {@code low}
   * @return the chart
   */
  public static XYChart acceptance(
      List<String> names,
      List<double[]> logSnr,
      List<double[]> acceptance,
      double low,
      double high) {
    return KernelCharts.acceptance(names, logSnr, acceptance, low, high);
  }

  /**
   * Draws points in the plane at several moments as small panels with the same axes.
   *
   * @param captions one a panel, such as "t = 50"
   * @param points rows of (x₁, x₂), one set a panel
   * @param densities at (x₁, x₂), up to a factor, one a panel; null for no contours
   * @return the panels; give them a title with {@code title(…)}
   */
  public static Panels filmstrip(
      List<String> captions, List<double[][]> points, List<DoubleBinaryOperator> densities) {
    return FilmStrip.of(captions, points, densities);
  }
}
