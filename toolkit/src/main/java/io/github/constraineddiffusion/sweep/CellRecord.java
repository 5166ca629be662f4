package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonObject;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.tensor.Toolkit;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the records of the store. */
final class CellRecord {
  private CellRecord() {}

  /** A run that is done. */
  static StoredRun done(SweepPlan plan, Cell cell, Run run, Map<String, Double> metrics) {
    var end = new End(RunState.DONE, "", run.seconds(), run.steps(), run.stepMillis());
    return record(plan, cell, end, constraints(run), run.alarms(), metrics);
  }

  /**
   * A run that failed.
   *
   * @param run as far as it came, for its steps and alarms; null where there is none
   */
  static StoredRun failed(SweepPlan plan, Cell cell, Run run, String message) {
    int steps = run == null ? 0 : run.steps();
    List<DualAlarm> alarms = run == null ? List.of() : run.alarms();
    var end = new End(RunState.FAILED, message, Double.NaN, steps, Double.NaN);
    return record(plan, cell, end, List.of(), alarms, Map.of());
  }

  /** How a run ended. */
  private record End(
      RunState state, String message, double seconds, int steps, double stepMillis) {}

  private static StoredRun record(
      SweepPlan plan,
      Cell cell,
      End end,
      List<StoredRun.Constraint> constraints,
      List<DualAlarm> alarms,
      Map<String, Double> metrics) {
    return new StoredRun(
        StoredRun.FORMAT,
        cell.fingerprint(),
        Toolkit.version(),
        plan.name,
        json(cell.point().values()),
        cell.seed(),
        end.state(),
        end.message(),
        System.currentTimeMillis(),
        end.seconds(),
        end.steps(),
        end.stepMillis(),
        constraints,
        alarms,
        plan.metrics.stream().map(Metric::name).sorted().toList(),
        metrics,
        json(cell.settings()),
        Map.of());
  }

  private static JsonObject json(Map<String, Object> map) {
    return Json.tree(map).getAsJsonObject();
  }

  private static List<StoredRun.Constraint> constraints(Run run) {
    List<DualRecord> duals = run.history().duals();
    List<String> names = run.problem().names();
    List<StoredRun.Constraint> constraints = new ArrayList<>();
    DualRecord last = duals.isEmpty() ? null : duals.get(duals.size() - 1);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double relaxation = run.relaxations().get(name);
      constraints.add(constraint(name, run.lambda().get(i), relaxation, i, last));
    }
    return constraints;
  }

  /** An unconstrained run measures none. */
  private static StoredRun.Constraint constraint(
      String name, double lambda, double relaxation, int i, DualRecord last) {
    boolean none = last == null;
    return new StoredRun.Constraint(
        name,
        lambda,
        none ? Double.NaN : last.measured()[i],
        none ? Double.NaN : last.standardError()[i],
        none ? Double.NaN : last.threshold()[i],
        none ? Double.NaN : last.slack()[i],
        relaxation);
  }
}
