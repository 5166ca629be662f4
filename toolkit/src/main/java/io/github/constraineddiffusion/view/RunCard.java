package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.Run;
import java.util.Locale;
import java.util.stream.Stream;

/** A run at a glance, as HTML. */
public final class RunCard {
  private static final int UPDATES = 50;

  private RunCard() {}

  /**
   * {@return the card: what was done in which time, how the constraints stand, and what to look at}
   *
   * @param run the run
   */
  public static String of(Run run) {
    StringBuilder html = new StringBuilder("<div style=\"max-width: 720px\"><div><b>");
    html.append(TableHtml.escape(run.name())).append("</b>: ").append(line(run)).append("</div>");
    Stream.concat(run.warnings().stream(), run.alarms().stream().map(DualAlarm::message))
        .forEach(text -> html.append(TableHtml.warning(text)));
    if (!run.history().duals().isEmpty()) {
      html.append(TableHtml.body(Tables.constraints(run.history(), UPDATES)));
      html.append("<div>values in ").append(Units.of(run.problem()));
      html.append(", means of the last ");
      html.append(Math.min(UPDATES, run.history().duals().size()));
      html.append(" dual updates at the raw weights</div>");
    }
    return html.append("</div>").toString();
  }

  private static String line(Run run) {
    return String.format(
        Locale.ROOT,
        "%d steps in %.1f s (%.2f ms a step), %d parameters%s",
        run.steps(),
        run.seconds(),
        run.stepMillis(),
        run.parameters(),
        run.interrupted() ? ", interrupted" : "");
  }
}
