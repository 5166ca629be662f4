package io.github.constraineddiffusion.trainer;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What a training run recorded: one list of steps, one of dual updates.
 *
 * <p>Grows while the run goes on and is safe to read from another thread; the lists returned are
 * copies.
 */
public final class RunHistory {
  private final List<String> constraints;
  private final List<StepRecord> steps = new ArrayList<>();
  private final List<DualRecord> duals = new ArrayList<>();

  /**
   * Starts an empty history.
   *
   * @param constraints names of the constraints, in order; empty for an unconstrained run
   */
  public RunHistory(List<String> constraints) {
    this.constraints = List.copyOf(constraints);
  }

  /** {@return the names of the constraints} */
  public List<String> constraints() {
    return constraints;
  }

  /** {@return the recorded steps so far} */
  public synchronized List<StepRecord> steps() {
    return List.copyOf(steps);
  }

  /** {@return the dual updates so far} */
  public synchronized List<DualRecord> duals() {
    return List.copyOf(duals);
  }

  /**
   * Adds a step.
   *
   * @param record what it showed
   */
  public synchronized void add(StepRecord record) {
    steps.add(record);
  }

  /**
   * Adds a dual update.
   *
   * @param record what it saw and did
   */
  public synchronized void add(DualRecord record) {
    duals.add(record);
  }

  /** {@return the steps as a table: step, loss, learning rate, gradient norm, seconds} */
  public Table table() {
    List<StepRecord> list = steps();
    return Table.create(
        "training",
        IntColumn.create("step", list.stream().mapToInt(StepRecord::step).toArray()),
        DoubleColumn.create("loss", list.stream().mapToDouble(StepRecord::loss).toArray()),
        DoubleColumn.create(
            "learning rate", list.stream().mapToDouble(StepRecord::learningRate).toArray()),
        DoubleColumn.create(
            "gradient norm", list.stream().mapToDouble(StepRecord::gradientNorm).toArray()),
        DoubleColumn.create("seconds", list.stream().mapToDouble(StepRecord::seconds).toArray()));
  }

  /** {@return the dual updates as a table: λ, its average, value ± error and slack of each} */
  public Table dualTable() {
    List<DualRecord> list = duals();
    Table table =
        Table.create(
            "multipliers",
            IntColumn.create("step", list.stream().mapToInt(DualRecord::step).toArray()));
    for (int i = 0; i < constraints.size(); i++) {
      int k = i;
      String name = constraints.get(i);
      table.addColumns(
          column("λ " + name, list, d -> d.lambda()[k]),
          column("average λ " + name, list, d -> d.averagedLambda()[k]),
          column("value " + name, list, d -> d.measured()[k]),
          column("error " + name, list, d -> d.standardError()[k]),
          column("slack " + name, list, d -> d.slack()[k]));
    }
    return table;
  }

  private static DoubleColumn column(
      String name, List<DualRecord> list, java.util.function.ToDoubleFunction<DualRecord> value) {
    return DoubleColumn.create(name, list.stream().mapToDouble(value).toArray());
  }
}
