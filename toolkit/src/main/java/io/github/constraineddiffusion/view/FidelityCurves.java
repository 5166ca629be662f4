package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.Fidelity;
import io.github.constraineddiffusion.eval.ReconstructionGap;
import java.awt.Color;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Fidelity of reconstructions over the log-SNR. */
final class FidelityCurves {
  private static final String LOG_SNR = "log-SNR of the noisy image (noise on the left)";
  // a tenth of what rounding to 256 grey levels does to a picture
  private static final double FLOOR = 5e-7;

  private FidelityCurves() {}

  static XYChart one(Fidelity measure, ReconstructionGap gap) {
    CurveChart curves = restored(measure);
    double[] x = gap.training().logSnr();
    curves.curve(
        "training images", x, gap.training().levels(measure), Palette.HIGHLIGHT, Strokes.BOLD);
    curves.curve(
        "held-out images", x, gap.heldOut().levels(measure), Palette.CONSTRAINED, Strokes.BOLD);
    return curves.chart();
  }

  static XYChart several(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    requireModels(gaps);
    CurveChart curves = restored(measure);
    Map<String, Color> colors = MethodColors.of(gaps.keySet());
    gaps.forEach(
        (name, gap) -> {
          Color color = colors.get(name);
          double[] x = gap.training().logSnr();
          curves.curve(name, x, gap.heldOut().levels(measure), color, Strokes.BOLD);
          curves
              .curve("training " + name, x, gap.training().levels(measure), color, Strokes.DASHED)
              .setShowInLegend(false);
        });
    curves.legend().explain("held-out images", Strokes.BOLD, Palette.GIVEN);
    curves.legend().explain("training images", Strokes.DASHED, Palette.GIVEN);
    return curves.chart();
  }

  static XYChart gaps(Fidelity measure, Map<String, ReconstructionGap> gaps) {
    requireModels(gaps);
    CurveChart curves =
        CurveChart.of("Reconstruction gap", LOG_SNR, "gap in " + measure.label()).withoutMarkers();
    gaps.forEach((name, gap) -> curves.curve(name, gap.training().logSnr(), gap.levels(measure)));
    return curves.level("no overfitting", 0).chart();
  }

  private static CurveChart restored(Fidelity measure) {
    CurveChart curves =
        CurveChart.of("Reconstruction of noisy images", LOG_SNR, measure.label()).withoutMarkers();
    return measure == Fidelity.MSE ? curves.logarithmicY(FLOOR) : curves;
  }

  private static void requireModels(Map<String, ReconstructionGap> gaps) {
    if (gaps.isEmpty()) {
      throw new IllegalArgumentException("there are 0 models to draw: give at least 1");
    }
  }
}
