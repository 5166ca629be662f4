package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.StepRecord;
import io.github.constraineddiffusion.view.LiveCurves;
import io.github.constraineddiffusion.view.Palette;
import io.github.constraineddiffusion.view.TableHtml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A state of a training run as HTML and as one line of text. */
final class ProgressView {
  private static final String[] HEADS = {
    "constraint", "λ", "averaged λ", "measured", "threshold", "slack"
  };

  private final Progress progress;
  private final List<String> alarms;
  private final boolean finished;
  private final List<DualRecord> duals;
  private final List<StepRecord> steps;

  ProgressView(Progress progress, List<String> alarms, boolean finished) {
    this.progress = progress;
    this.alarms = alarms;
    this.finished = finished;
    this.duals = progress.history().duals();
    this.steps = progress.history().steps();
  }

  String html() {
    StringBuilder html = new StringBuilder("<div style=\"max-width: 720px\">");
    html.append("<div>").append(TableHtml.escape(line())).append("</div>").append(bar());
    for (String alarm : alarms) {
      html.append(TableHtml.warning(alarm));
    }
    if (!duals.isEmpty()) {
      appendTable(html);
    }
    LiveCurves.of(progress.history())
        .ifPresent(svg -> html.append(image(svg.markup(), svg.title())));
    return html.append("</div>").toString();
  }

  String text() {
    StringBuilder text = new StringBuilder(line());
    if (!duals.isEmpty()) {
      DualRecord last = duals.get(duals.size() - 1);
      for (int i = 0; i < last.lambda().length; i++) {
        String name = progress.history().constraints().get(i);
        text.append(format("; %s: λ %.3f, slack %+.3f", name, last.lambda()[i], last.slack()[i]));
      }
    }
    return text.toString();
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    line.append(
        format("%s: step %d of %d", progress.name(), progress.step(), progress.totalSteps()));
    line.append(", ").append(duration(progress.elapsedSeconds()));
    boolean stopped = finished && progress.step() < progress.totalSteps();
    if (stopped) {
      line.append(", stopped");
    } else if (!finished && !Double.isNaN(progress.secondsLeft())) {
      line.append(", about ").append(duration(progress.secondsLeft())).append(" left");
    }
    if (!steps.isEmpty()) {
      line.append(format(", loss %.4f", steps.get(steps.size() - 1).loss()));
    }
    return line.toString();
  }

  private String bar() {
    double percent = 100.0 * progress.step() / Math.max(1, progress.totalSteps());
    return format(
        "<div style=\"background: #E4E4E4; margin: 6px 0\">"
            + "<div style=\"background: #0072B2; height: 8px; width: %.1f%%\"></div></div>",
        percent);
  }

  private void appendTable(StringBuilder html) {
    DualRecord last = duals.get(duals.size() - 1);
    html.append("<table><thead><tr>");
    for (String head : HEADS) {
      html.append(cell("th", head, head.equals(HEADS[0])));
    }
    html.append("</tr></thead><tbody>");
    for (int i = 0; i < last.lambda().length; i++) {
      html.append("<tr>")
          .append(nameCell(i))
          .append(number("%.3f", last.lambda()[i]))
          .append(number("%.3f", last.averagedLambda()[i]))
          .append(number("%.3f ± %.3f", last.measured()[i], last.standardError()[i]))
          .append(number("%.3f", last.threshold()[i]))
          .append(number("%+.3f", last.slack()[i]))
          .append("</tr>");
    }
    html.append("</tbody></table>");
  }

  /** With a square in the colour of the constraint's curves. */
  private String nameCell(int i) {
    String name = TableHtml.escape(progress.history().constraints().get(i));
    return format(
        "<td style=\"text-align: left\"><span style=\"color: %s\">■</span> %s</td>",
        Palette.hex(i), name);
  }

  private static String number(String pattern, Object... values) {
    return cell("td", format(pattern, values).replace('-', '−'), false);
  }

  private static String cell(String tag, String text, boolean left) {
    return format(
        "<%s style=\"text-align: %s\">%s</%s>",
        tag, left ? "left" : "right", TableHtml.escape(text), tag);
  }

  /** As an image: front ends that strip SVG from HTML of others keep it. */
  private static String image(String svg, String title) {
    String data = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    return "<img alt=\""
        + TableHtml.escape(title)
        + "\" src=\"data:image/svg+xml;base64,"
        + data
        + "\"/>";
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    return s < 100
        ? s + " s"
        : s < 6000
            ? format("%d:%02d min", s / 60, s % 60)
            : format("%d:%02d h", s / 3600, s / 60 % 60);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
