package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.RunHistory;
import io.github.constraineddiffusion.trainer.StepRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The file {@code history.json} of a store.
 *
 * @param constraints names of the constraints
 * @param steps recorded steps
 * @param duals recorded dual updates
 */
record StoredHistory(List<String> constraints, List<StepRecord> steps, List<DualRecord> duals) {

  static StoredHistory of(RunHistory history) {
    return new StoredHistory(history.constraints(), history.steps(), history.duals());
  }

  /** On one line: there are many numbers. */
  byte[] toJson() {
    return Json.COMPACT.toJson(this).getBytes(StandardCharsets.UTF_8);
  }

  RunHistory history() {
    RunHistory history = new RunHistory(constraints);
    steps.forEach(history::add);
    duals.forEach(history::add);
    return history;
  }
}
