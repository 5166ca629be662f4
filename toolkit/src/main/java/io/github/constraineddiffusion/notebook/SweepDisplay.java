package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.sweep.CellState;
import io.github.constraineddiffusion.sweep.SweepConsole;
import io.github.constraineddiffusion.sweep.SweepListener;
import io.github.constraineddiffusion.sweep.SweepProgress;
import io.github.constraineddiffusion.view.Palette;
import io.github.constraineddiffusion.view.TableHtml;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One display of a running sweep, updated in place: a grid with a row for each point and a column
 * for each seed, each cell with a colour and a letter.
 */
final class SweepDisplay implements SweepListener {
  private static final int MOST_MESSAGES = 5;
  private static final String CELL =
      "<td title=\"%s\" style=\"background: %s; color: %s; text-align: center; min-width: 1.4em\">%s</td>";
  private static final Map<CellState, Color> COLORS =
      Map.of(
          CellState.WAITING, new Color(0xF2F2F2),
          CellState.RUNNING, Palette.UNCONSTRAINED,
          CellState.ELSEWHERE, Palette.tint(Palette.UNCONSTRAINED, 0.4),
          CellState.DONE, Palette.EXACT,
          CellState.FAILED, Palette.HIGHLIGHT);

  private final SteadyScreen screen;

  SweepDisplay(Screen screen) {
    this(screen, System::nanoTime);
  }

  SweepDisplay(Screen screen, LongSupplier clock) {
    this.screen = new SteadyScreen(screen, clock);
  }

  @Override
  public void progress(SweepProgress progress) {
    if (progress.finished()) {
      screen.showNow(() -> view(progress));
    } else {
      screen.show(() -> view(progress));
    }
  }

  private static SteadyScreen.View view(SweepProgress progress) {
    String line = SweepConsole.line(progress);
    StringBuilder html = new StringBuilder("<div style=\"max-width: 960px\"><div>");
    html.append(TableHtml.escape(line)).append("</div>");
    html.append("<div style=\"max-height: 420px; overflow: auto\">");
    html.append(grid(progress)).append("</div><div>").append(legend(progress)).append("</div>");
    List<String> messages = progress.messages();
    messages.stream().limit(MOST_MESSAGES).map(TableHtml::warning).forEach(html::append);
    if (messages.size() > MOST_MESSAGES) {
      html.append("<div>and ").append(messages.size() - MOST_MESSAGES).append(" more</div>");
    }
    return new SteadyScreen.View(html.append("</div>").toString(), line);
  }

  private static String grid(SweepProgress progress) {
    StringBuilder html = new StringBuilder("<table><thead><tr><th></th>");
    progress
        .seeds()
        .forEach(seed -> html.append("<th style=\"text-align: center\">" + seed + "</th>"));
    html.append("</tr></thead><tbody>");
    for (int row = 0; row < progress.points().size(); row++) {
      String point = TableHtml.escape(progress.points().get(row));
      html.append("<tr><td style=\"text-align: left\">").append(point).append("</td>");
      progress.states().get(row).forEach(state -> html.append(cell(state)));
      html.append("</tr>");
    }
    return html.append("</tbody></table>").toString();
  }

  private static String cell(CellState state) {
    boolean dark = state == CellState.DONE || state == CellState.FAILED;
    Color color = COLORS.get(state);
    String hex = String.format("#%06X", color.getRGB() & 0xFFFFFF);
    return CELL.formatted(state, hex, dark ? "#FFFFFF" : "#333333", letter(state));
  }

  private static String letter(CellState state) {
    return state == CellState.WAITING
        ? "·"
        : state.toString().substring(0, 1).toUpperCase(Locale.ROOT);
  }

  /** Only of the states that there are. */
  private static String legend(SweepProgress progress) {
    return COLORS.keySet().stream()
        .filter(state -> progress.count(state) > 0)
        .sorted()
        .map(state -> letter(state) + " " + state + " " + progress.count(state))
        .collect(Collectors.joining(", ", "columns: seeds; ", ""));
  }
}
