package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;

/** The look that all charts share: white ground, light grid, legend outside the plot. */
final class Theme {
  static final int WIDTH = 720;
  static final int WIDE = 900;
  static final int HEIGHT = 440;

  private Theme() {}

  /** A logical font: Java puts one together that has the Greek letters. */
  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Draws text as outlines, so that an SVG looks the same without the font. */
  static void text(Graphics2D g, String text, Font font, Color color, double x, double y) {
    g.setColor(color);
    g.fill(font.createGlyphVector(g.getFontRenderContext(), text).getOutline((float) x, (float) y));
  }

  static void apply(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE).setChartFontColor(Palette.INK);
    styler.setChartTitleFont(font(Font.BOLD, 15)).setChartTitlePadding(8);
    styler.setChartTitleBoxVisible(false).setChartPadding(10).setLegendVisible(false);
    styler.setPlotBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    styler.setAnnotationTextFont(font(Font.PLAIN, 12)).setAntiAlias(true);
    styler.setAnnotationTextFontColor(Palette.INK);
    styler.setAxisTitleFont(font(Font.PLAIN, 13)).setAxisTitlePadding(8);
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 12)).setAxisTickLabelsColor(Palette.INK);
    styler.setPlotGridLinesColor(Palette.GRID).setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setAxisTickMarksColor(Palette.GIVEN).setXAxisTickMarkSpacingHint(70);
    styler.setYAxisTickMarkSpacingHint(50).setLocale(Locale.ROOT).setPlotMargin(4);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setErrorBarsColorSeriesColor(false).setErrorBarsColor(Palette.INK);
  }
}
