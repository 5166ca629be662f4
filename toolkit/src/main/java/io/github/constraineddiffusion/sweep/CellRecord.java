package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonObject;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.tensor.Toolkit;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the records of the store. */
final class CellRecord {
  private CellRecord() {}

  /** A run that is done, with the other files of its folder. */
  static StoredRun done(
      SweepPlan plan, Cell cell, Run run, Map<String, Double> metrics, Map<String, byte[]> files) {
    Map<String, String> digests = new LinkedHashMap<>();
    files.forEach((name, bytes) -> digests.put(name, Fingerprint.sha256(bytes)));
    var end = new End(RunState.DONE, "", run.seconds(), run.steps(), run.stepMillis());
    return record(plan, cell, end, constraints(run), run.alarms(), metrics, digests);
  }

  static StoredRun failed(SweepPlan plan, Cell cell, String message) {
    var end = new End(RunState.FAILED, message, Double.NaN, 0, Double.NaN);
    return record(plan, cell, end, List.of(), List.of(), Map.of(), Map.of());
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
      Map<String, Double> metrics,
      Map<String, String> digests) {
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
        digests);
  }

  private static JsonObject json(Map<String, Object> map) {
    return Json.tree(map).getAsJsonObject();
  }

  private static List<StoredRun.Constraint> constraints(Run run) {
    List<DualRecord> duals = run.history().duals();
    List<String> names = run.problem().names();
    List<StoredRun.Constraint> constraints = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      constraints.add(
          constraint(
              names.get(i),
              run.lambda().get(i),
              i,
              duals.isEmpty() ? null : duals.get(duals.size() - 1)));
    }
    return constraints;
  }

  /** An unconstrained run measures none. */
  private static StoredRun.Constraint constraint(
      String name, double lambda, int i, DualRecord last) {
    return last == null
        ? new StoredRun.Constraint(name, lambda, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new StoredRun.Constraint(
            name,
            lambda,
            last.measured()[i],
            last.standardError()[i],
            last.threshold()[i],
            last.slack()[i]);
  }
}
