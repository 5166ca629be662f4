package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.sweep.SweepResults;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.view.ImageGrid;
import io.github.constraineddiffusion.view.Panels;
import io.github.constraineddiffusion.view.Pictures;
import io.github.constraineddiffusion.view.RunCard;
import io.github.constraineddiffusion.view.Svg;
import io.github.constraineddiffusion.view.TableHtml;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * How a notebook shows the values of one type, whatever the kernel.
 *
 * @param type the type, sub-types included
 * @param preferred kind of output when the value is shown
 * @param onRequest further kinds, when a cell asks for them
 * @param data the output of a kind
 * @param words plain text, for where nothing else can be shown
 * @param size width and height in pixels; empty where the output has no size
 */
record Rendering(
    Class<?> type,
    String preferred,
    List<String> onRequest,
    BiFunction<Object, String, Object> data,
    Function<Object, String> words,
    Function<Object, Map<String, Integer>> size) {

  static final String HTML = "text/html";
  static final String PNG = "image/png";
  static final String SVG = "image/svg+xml";

  static List<Rendering> all() {
    return List.of(
        new Rendering(
            Table.class,
            HTML,
            List.of(),
            (value, mime) -> TableHtml.of((Table) value),
            Object::toString,
            value -> Map.of()),
        new Rendering(
            Run.class,
            HTML,
            List.of(),
            (value, mime) -> RunCard.of((Run) value),
            Object::toString,
            value -> Map.of()),
        new Rendering(
            SweepResults.class,
            HTML,
            List.of(),
            (value, mime) -> sweep((SweepResults) value),
            Object::toString,
            value -> Map.of()),
        new Rendering(
            Chart.class,
            PNG,
            List.of(SVG),
            (value, mime) -> chart((Chart<?, ?>) value, mime),
            value -> Pictures.describe((Chart<?, ?>) value),
            value -> size(((Chart<?, ?>) value).getWidth(), ((Chart<?, ?>) value).getHeight())),
        new Rendering(
            Panels.class,
            PNG,
            List.of(SVG),
            (value, mime) -> panels((Panels) value, mime),
            Object::toString,
            value -> size(((Panels) value).width(), ((Panels) value).height())),
        new Rendering(
            ImageGrid.class,
            PNG,
            List.of(),
            (value, mime) -> base64(Pictures.png((ImageGrid) value)),
            Object::toString,
            value -> size(((ImageGrid) value).width(), ((ImageGrid) value).height())),
        new Rendering(
            Svg.class,
            SVG,
            List.of(),
            (value, mime) -> ((Svg) value).markup(),
            Object::toString,
            value -> Map.of()));
  }

  private static String sweep(SweepResults results) {
    String said = TableHtml.escape(results.toString()).replace("\n", "<br/>");
    return "<div>" + said + "</div>" + TableHtml.of(results.table());
  }

  private static Object chart(Chart<?, ?> chart, String mime) {
    return mime.equals(SVG) ? Pictures.svg(chart).markup() : base64(Pictures.png(chart));
  }

  private static Object panels(Panels panels, String mime) {
    return mime.equals(SVG) ? Pictures.svg(panels).markup() : base64(Pictures.png(panels));
  }

  private static String base64(byte[] png) {
    return Base64.getEncoder().encodeToString(png);
  }

  /** A PNG has twice the pixels: this is the size to show it in. */
  private static Map<String, Integer> size(int width, int height) {
    return Map.of("width", width, "height", height);
  }
}
