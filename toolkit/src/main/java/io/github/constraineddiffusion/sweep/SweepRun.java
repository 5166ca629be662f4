package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonParseException;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One finished or failed run of a sweep, as the store keeps it. Immutable. */
public final class SweepRun {
  static final String RELAXATION = "relaxation ";

  private final Path folder;
  private final StoredRun stored;
  private final SweepPoint point;

  SweepRun(Path folder, StoredRun stored, SweepPoint point) {
    this.folder = folder;
    this.stored = stored;
    this.point = point;
  }

  /** {@return the same run with its parameters in the order of the sweep that asks} */
  SweepRun at(SweepPoint asked) {
    return new SweepRun(folder, stored, asked);
  }

  StoredRun stored() {
    return stored;
  }

  /** {@return the name of its folder: SHA-256 of all that decides its numbers} */
  public String fingerprint() {
    return stored.fingerprint();
  }

  /** {@return the name of the sweep that trained it} */
  public String sweep() {
    return stored.sweep();
  }

  /** {@return the version of the toolkit that trained it} */
  public String toolkit() {
    return stored.toolkit();
  }

  /** {@return its parameters} */
  public SweepPoint point() {
    return point;
  }

  /** {@return its seed} */
  public long seed() {
    return stored.seed();
  }

  /** {@return how it ended} */
  public RunState state() {
    return stored.state();
  }

  /** {@return why it failed; empty for a run that is done} */
  public String message() {
    return stored.message();
  }

  /** {@return when it ended} */
  public Instant finished() {
    return Instant.ofEpochMilli(stored.finished());
  }

  /** {@return the names of its constraints} */
  public List<String> constraints() {
    return stored.constraints().stream().map(StoredRun.Constraint::name).toList();
  }

  /** {@return what the monitor of the multipliers noticed} */
  public List<DualAlarm> alarms() {
    return List.copyOf(stored.alarms());
  }

  /** {@return the sweep's own metrics by name} */
  public Map<String, Double> metrics() {
    return java.util.Collections.unmodifiableMap(stored.metrics());
  }

  /**
   * Returns a number of this run.
   *
   * @param column as the table names it: a parameter, "seconds", "λ " and a constraint's name, or a
   *     metric
   * @return the number
   * @throws IllegalArgumentException where this run has no such number, with those that it has
   */
  public double value(String column) {
    if (cells().get(column) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "this run has no number \"%s\": it has %s"
            .formatted(
                column,
                cells().entrySet().stream()
                    .filter(each -> each.getValue() instanceof Number)
                    .map(Map.Entry::getKey)
                    .toList()));
  }

  /** The row of this run: what each column holds, in order. */
  Map<String, Object> cells() {
    Map<String, Object> cells = new LinkedHashMap<>(point.values());
    cells.put("seed", seed());
    cells.put("state", state().toString());
    cells.put("seconds", stored.seconds());
    cells.putIfAbsent("steps", (long) stored.steps());
    cells.put("step ms", stored.stepMillis());
    for (StoredRun.Constraint each : stored.constraints()) {
      cells.put("λ " + each.name(), each.lambda());
      cells.put("value " + each.name(), each.value());
      cells.put("error " + each.name(), each.error());
      cells.put("threshold " + each.name(), each.threshold());
      cells.put("slack " + each.name(), each.slack());
      if (each.relaxation() != null) {
        cells.put(RELAXATION + each.name(), each.relaxation());
      }
    }
    cells.put("alarms", kinds());
    cells.putAll(stored.metrics());
    cells.put("message", stored.message());
    return cells;
  }

  private String kinds() {
    return stored.alarms().stream()
        .map(alarm -> alarm.kind().toString().toLowerCase(java.util.Locale.ROOT))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /**
   * Reads what the run recorded, for charts.
   *
   * @return losses and multipliers over the steps; nothing in a run that failed
   * @throws UncheckedIOException where the store does not hold it any more
   */
  public RunHistory history() {
    Optional<String> name = stored.file(SweepStore.HISTORY);
    if (name.isEmpty()) {
      return new RunHistory(List.of());
    }
    Path file = folder.resolve(name.get());
    try {
      return Json.GSON.fromJson(Files.readString(file), StoredHistory.class).history();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ": was it pruned, or made again? " + e, e);
    } catch (JsonParseException | NullPointerException e) {
      throw new UncheckedIOException(new IOException(file + " is damaged: " + e.getMessage(), e));
    }
  }

  /**
   * Returns the file of the averaged weights, for {@code Pretrained.of(network, bytes, place)}.
   *
   * @return a safetensors file; nothing where the sweep did not keep weights
   */
  public Optional<Path> weights() {
    return stored.file(SweepStore.WEIGHTS).map(folder::resolve);
  }

  @Override
  public String toString() {
    return "%s, seed %d: %s%s"
        .formatted(point, seed(), state(), message().isEmpty() ? "" : ", " + message());
  }
}
