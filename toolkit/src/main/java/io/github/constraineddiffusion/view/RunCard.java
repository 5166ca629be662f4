package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.GeneratedMeasurement;
import io.github.constraineddiffusion.trainer.NatsMeasurement;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.ShareMeasurement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A run at a glance, as HTML. */
public final class RunCard {
  private static final int MOST_UPDATES = 50;
  private static final int PART_OF_UPDATES = 5;

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
    int all = run.history().duals().size();
    if (all > 0) {
      int count = updates(all);
      List<DualRecord> last = Tables.last(run.history(), count);
      html.append(TableHtml.body(Tables.constraints(run.history(), count, overlap(run))));
      html.append("<div>values in ").append(Units.of(run));
      html.append(count == 1 ? " of the last" : ", means of the last " + count).append(" of ");
      html.append(all).append(all == 1 ? " dual update" : " dual updates").append(" at the ");
      html.append(weights(run, last)).append("</div>");
    }
    return html.append("</div>").toString();
  }

  /** The last fifth: where training begins says nothing of how the constraints stand. */
  private static int updates(int all) {
    return Math.max(1, Math.min(MOST_UPDATES, all / PART_OF_UPDATES));
  }

  /** Over how many updates the same samples are counted. */
  private static double overlap(Run run) {
    if (run.measurement() instanceof GeneratedMeasurement generated) {
      return generated.overlap();
    }
    return run.measurement() instanceof ShareMeasurement shares ? shares.overlap() : 1;
  }

  /** Shares are of the averaged weights always, nats and losses once λ is averaged. */
  private static String weights(Run run, List<DualRecord> last) {
    boolean shares = !(run.measurement() instanceof NatsMeasurement);
    long raw = last.stream().filter(d -> Arrays.equals(d.lambda(), d.averagedLambda())).count();
    if (shares || raw == 0) {
      return "averaged weights";
    }
    return raw == last.size() ? "raw weights" : "raw, then at the averaged weights";
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
