package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.RunHistory;
import io.github.constraineddiffusion.trainer.StepRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Small curves of a running training, written as SVG by hand: a hundred times cheaper than a chart,
 * because they are drawn while the training waits.
 */
public final class LiveCurves {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 180;
  private static final int LEFT = 48;
  private static final int TOP = 26;
  private static final int BOTTOM = 160;
  private static final int POINTS = 200;
  private static final double OUTSIDE = 0.03;

  private final StringBuilder svg = new StringBuilder();

  private LiveCurves() {}

  /**
   * Draws λ and the slacks of a constrained run, or the loss of another one.
   *
   * @param history of the run so far
   * @return empty while there are fewer than two values
   */
  public static Optional<Svg> of(RunHistory history) {
    LiveCurves curves = new LiveCurves();
    String title = history.duals().isEmpty() ? curves.loss(history) : curves.duals(history);
    if (curves.svg.isEmpty()) {
      return Optional.empty();
    }
    String head =
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    return Optional.of(new Svg(head + curves.svg + "</svg>", title));
  }

  private String duals(RunHistory history) {
    DualCurves duals = DualCurves.of(history);
    double[] step = duals.steps();
    if (step.length > 1) {
      int m = history.constraints().size();
      double[][] lambda = new double[m][];
      double[][] slack = new double[m][];
      for (int i = 0; i < m; i++) {
        lambda[i] = duals.lambda(i);
        slack[i] = Smoothing.mean(duals.slack(i), Smoothing.halfWidth(step.length));
      }
      pane(0, "multiplier λ", step, lambda);
      pane(WIDTH / 2, "slack (running mean)", step, slack);
    }
    return "multipliers and slacks over training steps";
  }

  private String loss(RunHistory history) {
    List<StepRecord> steps = history.steps();
    if (steps.size() > 1) {
      double[] x = steps.stream().mapToDouble(StepRecord::step).toArray();
      double[] loss = steps.stream().mapToDouble(StepRecord::loss).toArray();
      double[] mean = Smoothing.mean(loss, Smoothing.halfWidth(loss.length));
      pane(0, "loss (running mean)", x, new double[][] {mean});
    }
    return "loss over training steps";
  }

  /** One pane, half the width, with a dashed line at 0. */
  private void pane(int x, String title, double[] step, double[][] curves) {
    double[] sorted =
        Arrays.stream(curves)
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    // the steep start of a curve may leave the frame
    int skip = (int) (OUTSIDE * sorted.length);
    double low = sorted.length == 0 ? 0 : Math.min(0, sorted[skip]);
    double high = sorted.length == 0 ? 1 : Math.max(0, sorted[sorted.length - 1 - skip]);
    high = high > low ? high : low + 1;
    int left = x + LEFT;
    int right = x + WIDTH / 2 - 12;
    text((left + right) / 2, TOP - 10, "middle", title);
    text(left - 5, TOP + 9, "end", label(high));
    text(left - 5, BOTTOM, "end", label(low));
    text(left, BOTTOM + 15, "start", label(step[0]));
    text(right, BOTTOM + 15, "end", "step " + label(step[step.length - 1]));
    double zero = BOTTOM - (0 - low) / (high - low) * (BOTTOM - TOP);
    rule(left, right, zero);
    for (int i = 0; i < curves.length; i++) {
      line(left, right, low, high, curves[i], Palette.hex(i));
    }
  }

  private void line(int left, int right, double low, double high, double[] y, String color) {
    svg.append("<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"").append(color);
    svg.append("\" points=\"");
    int n = y.length;
    int count = Math.min(n, POINTS);
    for (int k = 0; k < count; k++) {
      int i = (int) Math.round((double) k * (n - 1) / (count - 1));
      if (Double.isFinite(y[i])) {
        double px = left + (double) i / (n - 1) * (right - left);
        double v = Math.min(high, Math.max(low, y[i]));
        double py = BOTTOM - (v - low) / (high - low) * (BOTTOM - TOP);
        svg.append(Math.round(px * 10) / 10.0).append(',').append(Math.round(py * 10) / 10.0);
        svg.append(' ');
      }
    }
    svg.append("\"/>");
  }

  private void rule(int left, int right, double y) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#8C8C8C\"/>"
                + "<path d=\"M%d %.1fH%d\" stroke=\"#8C8C8C\" stroke-dasharray=\"4 3\"/>",
            left,
            TOP,
            BOTTOM,
            right,
            left,
            y,
            right));
  }

  private void text(int x, int y, String anchor, String text) {
    svg.append(
        String.format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#333333\">%s</text>",
            x, y, anchor, TableHtml.escape(text)));
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? Digits.tick(value)
        : Digits.tick(Double.parseDouble(String.format(Locale.ROOT, "%.2g", value)));
  }
}
