package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What decides the numbers of a run, as a map for the stores of many runs. */
final class RunDescription {
  private RunDescription() {}

  static Map<String, Object> of(ConstrainedProblem problem, TrainerSettings settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("problem", problem.toString());
    map.put("problem's fingerprint", problem.fingerprint());
    map.put("data", data(problem));
    settings
        .entries()
        .forEach(
            (name, text) ->
                map.put(
                    name, text.startsWith(name + " ") ? text.substring(name.length() + 1) : text));
    map.put("schedule", settings.schedule.describe());
    if (settings.constrained) {
      map.put("dual", settings.dual.describe());
    }
    return map;
  }

  /** The data apart from the thresholds, so that a comparison says which of them differ. */
  private static Map<String, Object> data(ConstrainedProblem problem) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("objective", problem.objective().fingerprint());
    for (KlConstraint constraint : problem.constraints()) {
      map.put(constraint.name(), constraint.source().fingerprint());
      map.put(
          constraint.name() + ", reference", constraint.reference().isPresent() ? "given" : "none");
    }
    if (problem.minimizesWorst()) {
      double[] equal = new double[problem.constraints().size()];
      Arrays.fill(equal, 1.0 / equal.length);
      map.put("blend", problem.lambdaMixture(equal).fingerprint());
    }
    return map;
  }
}
