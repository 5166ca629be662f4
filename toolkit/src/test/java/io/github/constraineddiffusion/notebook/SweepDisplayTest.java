package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.sweep.CellState;
import io.github.constraineddiffusion.sweep.SweepConsole;
import io.github.constraineddiffusion.sweep.SweepProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepDisplayTest {
  private final List<String> html = new ArrayList<>();
  private final List<String> text = new ArrayList<>();
  private long now;

  private static SweepProgress progress(double seconds, boolean finished) {
    return new SweepProgress(
        "strength",
        List.of("share = 0.1", "rule = <a>"),
        List.of(0L, 7L),
        List.of(
            List.of(CellState.DONE, CellState.FAILED),
            List.of(CellState.RUNNING, CellState.WAITING)),
        seconds,
        125,
        List.of("the run at share = 0.1, seed 7 failed: loss NaN"),
        finished);
  }

  @Test
  void showsTheGridWithTimeLeftAndFailures() {
    new SweepDisplay((h, t) -> html.add(h)).progress(progress(35, false));
    String shown = html.get(0);
    String line = "strength: 1 of 4 runs done, 1 failed, 1 running, 35 s, about 2:05 min left";
    assertTrue(shown.contains(">" + line + "<"), shown);
    assertTrue(shown.contains("rule = &lt;a&gt;"), shown);
    assertTrue(shown.contains(">7</th>"), shown);
    assertEquals(4, shown.split("<td title").length - 1, "one cell a run");
    for (String each : List.of("done", "failed", "running", "waiting")) {
      assertTrue(shown.contains("title=\"" + each + "\""), shown);
    }
    assertTrue(shown.contains(">D</td>") && shown.contains(">F</td>"), shown);
    assertTrue(shown.contains("⚠ the run at share = 0.1, seed 7 failed: loss NaN"), shown);
  }

  @Test
  void isUpdatedTwiceASecondAndAtTheEnd() {
    SweepDisplay display = new SweepDisplay((h, t) -> text.add(t), () -> now);
    for (int k = 0; k < 100; k++) { // 1 s in steps of 10 ms
      display.progress(progress(k / 100.0, false));
      now += 10_000_000;
    }
    assertEquals(2, text.size());
    display.progress(progress(1, true));
    assertTrue(text.get(2).endsWith("1 s, stopped"), text.get(2));
  }

  @Test
  void theConsoleSaysEveryMessageOnceAndALineTenSecondsLater() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SweepConsole console = new SweepConsole(new PrintStream(out, true, StandardCharsets.UTF_8));
    for (int k = 0; k < 150; k++) {
      console.progress(progress(k / 10.0, false));
    }
    console.progress(progress(15, true));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    assertTrue(lines.get(0).contains("failed: loss NaN"), lines.get(0));
    assertTrue(lines.get(2).contains("10 s, about 2:05 min left"), lines.get(2));
    assertTrue(lines.get(3).endsWith("15 s, stopped"), lines.get(3));
  }
}
