package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The state of every cell while a sweep runs, and the time that is left. Runs that train together
 * may tell of themselves on several threads.
 */
final class Board {
  private static final long NANOS_BETWEEN = 250_000_000L;

  private final String name;
  private final SweepListener listener;
  private final List<String> points;
  private final List<Long> seeds;
  private final CellState[][] states;
  private final List<String> messages = new ArrayList<>();
  private final Map<Cell, Double> running = new HashMap<>();
  private final long begun = System.nanoTime();
  private long runningSince;
  private long lastTold;
  private int trained;
  private double trainedSeconds;

  Board(SweepPlan plan, SweepListener listener) {
    this.name = plan.name;
    this.listener = listener;
    this.seeds = plan.seeds;
    this.points = plan.points().stream().map(point -> label(plan, point)).toList();
    this.states = new CellState[points.size()][seeds.size()];
    Arrays.stream(states).forEach(row -> Arrays.fill(row, CellState.WAITING));
  }

  /** Constants are the same in every row. */
  private static String label(SweepPlan plan, SweepPoint point) {
    return point.values().entrySet().stream()
        .filter(each -> !plan.constants.containsKey(each.getKey()))
        .map(each -> each.getKey() + " = " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  synchronized CellState state(Cell cell) {
    return states[cell.row()][cell.column()];
  }

  synchronized boolean isOpen(Cell cell) {
    CellState state = state(cell);
    return state != CellState.DONE && state != CellState.FAILED;
  }

  synchronized void set(Cell cell, CellState state) {
    states[cell.row()][cell.column()] = state;
  }

  synchronized void message(String text) {
    messages.add(text);
  }

  synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  /** Some cells begin to train. */
  synchronized void begin(List<Cell> cells) {
    runningSince = System.nanoTime();
    for (Cell cell : cells) {
      set(cell, CellState.RUNNING);
      running.put(cell, 0.0);
    }
    tell(false);
  }

  /** A training cell says how far it is. */
  synchronized void progress(Cell cell, Progress progress) {
    running.put(cell, (double) progress.step() / Math.max(1, progress.totalSteps()));
    if (System.nanoTime() - lastTold >= NANOS_BETWEEN) {
      tell(false);
    }
  }

  /** The cells that were training have ended, whichever way. */
  synchronized void end() {
    for (Cell cell : running.keySet()) {
      if (isOpen(cell)) {
        set(cell, CellState.WAITING);
      } else {
        trained++;
      }
    }
    trainedSeconds += runningSeconds();
    running.clear();
    tell(false);
  }

  synchronized void tell(boolean finished) {
    lastTold = System.nanoTime();
    List<List<CellState>> copy = Arrays.stream(states).map(List::of).toList();
    double elapsed = (lastTold - begun) / 1e9;
    listener.progress(
        new SweepProgress(name, points, seeds, copy, elapsed, secondsLeft(), messages(), finished));
  }

  private double runningSeconds() {
    return running.isEmpty() ? 0 : (System.nanoTime() - runningSince) / 1e9;
  }

  /** What others train is theirs; NaN before anything has been timed. */
  private double secondsLeft() {
    long waiting =
        Arrays.stream(states).flatMap(Arrays::stream).filter(CellState.WAITING::equals).count();
    double done = running.values().stream().mapToDouble(each -> each).average().orElse(0);
    double seconds = runningSeconds();
    double each =
        trained > 0
            ? trainedSeconds / trained
            : done > 0 ? seconds / done / running.size() : Double.NaN;
    double now = done > 0 ? seconds * (1 - done) / done : running.size() * each;
    return (waiting == 0 ? 0 : waiting * each) + now;
  }
}
