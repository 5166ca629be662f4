package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvWriteOptions;

/** The runs of a sweep, or of some of its points. Immutable. */
public final class SweepResults {
  private final String name;
  private final List<SweepRun> runs;
  private final int missing;
  private final boolean interrupted;
  private final List<String> messages;

  SweepResults(
      String name, List<SweepRun> runs, int missing, boolean interrupted, List<String> messages) {
    this.name = name;
    this.runs = List.copyOf(runs);
    this.missing = missing;
    this.interrupted = interrupted;
    this.messages = List.copyOf(messages);
  }

  /** {@return the name of the sweep} */
  public String name() {
    return name;
  }

  /** {@return the runs, done and failed, point by point in the order of the sweep} */
  public List<SweepRun> runs() {
    return runs;
  }

  /** {@return the runs that failed} */
  public List<SweepRun> failed() {
    return runs.stream().filter(run -> run.state() == RunState.FAILED).toList();
  }

  private List<SweepRun> done() {
    return runs.stream().filter(run -> run.state() == RunState.DONE).toList();
  }

  /** {@return how many runs of the sweep are not there, as it was interrupted} */
  public int missing() {
    return missing;
  }

  /** {@return whether the sweep was interrupted} */
  public boolean interrupted() {
    return interrupted;
  }

  /** {@return failures, and runs of the store that were damaged and trained again, in words} */
  public List<String> messages() {
    return messages;
  }

  /** {@return the points there are runs of, in the order of the sweep} */
  public List<SweepPoint> points() {
    return runs.stream().map(SweepRun::point).distinct().toList();
  }

  /**
   * Returns all as a table: parameters, seed, state, seconds, steps, step ms; λ (averaged where the
   * schedule averages), last measured value ± error, threshold and slack of every constraint, and
   * its relaxation where some run's thresholds gave way; alarms; metrics; the message of a run that
   * failed.
   *
   * @return one row a run
   */
  public Table table() {
    return SweepTable.of(name, runs);
  }

  /**
   * Writes the table.
   *
   * @param file replaced if it is there
   * @return the file
   */
  public Path toCsv(Path file) {
    table().write().usingOptions(CsvWriteOptions.builder(file.toFile()).build());
    return file;
  }

  /**
   * Selects the runs where a parameter has a value.
   *
   * @param parameter its name
   * @param value as given to the sweep
   * @return those runs
   * @throws IllegalArgumentException where there is no such parameter or value, with those there
   *     are
   */
  public SweepResults where(String parameter, Object value) {
    Object wanted = SweepPoint.checked(parameter, value);
    List<SweepRun> some =
        runs.stream().filter(run -> run.point().value(parameter).equals(wanted)).toList();
    if (some.isEmpty() && !runs.isEmpty()) {
      throw new IllegalArgumentException(
          "no run has %s = %s: there are %s".formatted(parameter, value, distinct(parameter)));
    }
    return with(some);
  }

  /**
   * Selects the runs of a point.
   *
   * @param point one of {@link #points()}
   * @return its runs, one a seed
   */
  public SweepResults at(SweepPoint point) {
    return with(runs.stream().filter(run -> run.point().equals(point)).toList());
  }

  private SweepResults with(List<SweepRun> some) {
    return new SweepResults(name, some, 0, interrupted, messages);
  }

  /**
   * Returns the values that a parameter takes.
   *
   * @param parameter its name
   * @return each once, in the order of the sweep
   */
  public List<Object> distinct(String parameter) {
    Set<Object> values = new LinkedHashSet<>();
    runs.forEach(run -> values.add(run.point().value(parameter)));
    return List.copyOf(values);
  }

  /**
   * Returns a column's numbers of the runs that are done.
   *
   * @param column as the table names it, such as "kl", "λ digit 4" or "seconds"
   * @return one number a run, seeds varying fastest; none where no run is done
   * @throws IllegalArgumentException where a run has no such number
   */
  public double[] values(String column) {
    return done().stream().mapToDouble(run -> run.value(column)).toArray();
  }

  /**
   * Returns the mean of a column over the runs that are done, with its 95 % interval.
   *
   * @param column as the table names it
   * @return mean and interval by Student's t; runs are independent where only the seed differs
   * @throws IllegalArgumentException where fewer than two runs are done
   */
  public IntervalEstimate interval(String column) {
    double[] values = values(column);
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "%d of the runs are done, but an interval needs at least 2: give the sweep more seeds"
              .formatted(values.length));
    }
    return IntervalEstimate.mean(values);
  }

  @Override
  public String toString() {
    String text =
        "Sweep \"%s\": %d runs done, %d failed".formatted(name, done().size(), failed().size());
    return text
        + (missing == 0 ? "" : ", %d missing".formatted(missing))
        + (interrupted ? ", interrupted" : "")
        + failed().stream().map(run -> "\n  " + run).collect(Collectors.joining());
  }
}
