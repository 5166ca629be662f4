package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {
  private final List<String> html = new ArrayList<>();
  private final List<String> text = new ArrayList<>();
  private long now = 5_000_000_000L;

  private LiveDisplay display() {
    return new LiveDisplay(
        (h, t) -> {
          html.add(h);
          text.add(t);
        },
        () -> now);
  }

  @Test
  void showsTheFirstStateThenTwiceASecondAndAlwaysTheLast() {
    LiveDisplay display = display();
    for (int step = 0; step < 200; step++) { // 2 s in steps of 10 ms
      display.progress(FakeHistory.progress(step));
      now += 10_000_000;
    }
    assertEquals(4, text.size());
    assertTrue(text.get(0).startsWith("constrained: step 0 of 4000"), text.get(0));
    assertTrue(text.get(1).startsWith("constrained: step 50 of 4000"), text.get(1));
    display.finished(FakeHistory.progress(200));
    assertEquals(5, text.size());
    assertTrue(text.get(4).contains("step 200 of 4000, 2 s, stopped"), text.get(4));
  }

  @Test
  void showsTimeLeftMultipliersSlacksAndCurves() {
    display().progress(FakeHistory.progress(1000));
    String shown = html.get(0);
    assertTrue(shown.contains("step 1000 of 4000, 10 s, about 30 s left, loss 0."), shown);
    assertTrue(shown.contains("width: 25.0%"), shown);
    RunHistory history = FakeHistory.of(1000, 4000);
    var last = history.duals().get(history.duals().size() - 1);
    assertTrue(shown.contains(String.format(">%.3f<", last.lambda()[1])), shown);
    String slack = String.format("%+.3f", last.slack()[0]).replace('-', '−');
    assertTrue(shown.contains(">" + slack + "<"), shown);
    assertTrue(shown.contains("data:image/svg+xml;base64,"), shown);
  }

  @Test
  void fewUpdatesOfThreeConstraintsAreShownFromTheSecondOn() throws Exception {
    for (int updates : new int[] {1, 2, 30}) {
      RunHistory history = FakeHistory.digits(updates);
      display().progress(new Progress("digits", 50 * updates, 1500, 5, 0, history));
      String shown = html.remove(0);
      assertEquals(4, shown.split("<tr>").length - 1, "a head and three constraints");
      String[] parts = shown.split("base64,");
      assertEquals(updates > 1 ? 2 : 1, parts.length);
      if (updates > 1) {
        String svg = new String(Base64.getDecoder().decode(parts[1].split("\"")[0]), "UTF-8");
        assertEquals(6, svg.split("<polyline").length - 1, "λ and slack of three");
        assertFalse(svg.contains("NaN"), svg);
      }
    }
  }

  @Test
  void unconstrainedRunsShowNoTable() {
    RunHistory none = new RunHistory(List.of());
    display().progress(new Progress("plain <1>", 0, 100, 0, 0, none));
    assertFalse(html.get(0).contains("<table"), html.get(0));
    assertTrue(html.get(0).contains("plain &lt;1&gt;: step 0 of 100, 0 s"), html.get(0));
  }

  @Test
  void alarmsStayOnTheDisplay() {
    LiveDisplay display = display();
    display.alarm(
        new DualAlarm(DualAlarm.Kind.DIVERGING, 900, List.of("a"), "λ of a grows: loosen a"));
    display.finished(FakeHistory.progress(1000));
    assertTrue(html.get(0).contains("⚠ λ of a grows: loosen a"), html.get(0));
  }

  @Test
  void errorsEndTheDisplayAndNotTheTraining() {
    List<String> calls = new ArrayList<>();
    LiveDisplay display =
        new LiveDisplay(
            (h, t) -> {
              calls.add(t);
              throw new IllegalStateException("socket closed");
            },
            () -> now);
    PrintStream before = System.err;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      display.progress(FakeHistory.progress(0));
      display.finished(FakeHistory.progress(10));
    } finally {
      System.setErr(before);
    }
    assertEquals(1, calls.size(), "not tried again");
    assertTrue(caught.toString(StandardCharsets.UTF_8).contains("socket closed"));
  }

  @Test
  void interruptIsKeptForTheTrainingAndHiddenFromTheKernel() {
    List<Boolean> seen = new ArrayList<>();
    LiveDisplay display =
        new LiveDisplay((h, t) -> seen.add(Thread.currentThread().isInterrupted()), () -> now);
    Thread.currentThread().interrupt();
    display.progress(FakeHistory.progress(0));
    assertTrue(Thread.interrupted(), "still set afterwards");
    assertEquals(List.of(false), seen);
  }
}
