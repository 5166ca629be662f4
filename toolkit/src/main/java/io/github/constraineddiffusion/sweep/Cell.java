package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.Toolkit;
import io.github.constraineddiffusion.trainer.DualTrainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run that a sweep wants.
 *
 * @param row number of its point
 * @param column number of its seed
 * @param point its parameters
 * @param seed its seed
 * @param trainer as the template made it
 * @param settings what the trainer says of itself, with this seed
 * @param fingerprint of all that decides the result
 */
record Cell(
    int row,
    int column,
    SweepPoint point,
    long seed,
    DualTrainer trainer,
    Map<String, Object> settings,
    String fingerprint) {

  /** Makes the trainers of all points first, so that a bad template is refused before any run. */
  static List<Cell> all(SweepPlan plan) {
    List<Cell> cells = new ArrayList<>();
    List<SweepPoint> points = plan.points();
    for (int row = 0; row < points.size(); row++) {
      SweepPoint point = points.get(row);
      DualTrainer trainer = trainer(plan, point);
      Map<String, Object> settings = settings(plan, point, trainer);
      for (int column = 0; column < plan.seeds.size(); column++) {
        long seed = plan.seeds.get(column);
        Map<String, Object> seeded = new LinkedHashMap<>(settings);
        seeded.put("seed", seed);
        cells.add(
            new Cell(row, column, point, seed, trainer, seeded, fingerprint(plan, point, seeded)));
      }
    }
    return cells;
  }

  private static DualTrainer trainer(SweepPlan plan, SweepPoint point) {
    DualTrainer trainer;
    try {
      trainer = plan.template.apply(point);
    } catch (RuntimeException e) {
      throw refused(plan, point, Failures.message(e), e);
    }
    if (trainer == null) {
      throw refused(plan, point, "it returned null in place of a trainer", null);
    }
    if (trainer.checkpointFolder().isPresent()) {
      throw refused(
          plan,
          point,
          "it writes checkpoints into "
              + trainer.checkpointFolder().get()
              + ", but runs of a sweep are kept in its store: leave checkpoints(...) out",
          null);
    }
    return trainer;
  }

  private static Map<String, Object> settings(
      SweepPlan plan, SweepPoint point, DualTrainer trainer) {
    try {
      return trainer.describe();
    } catch (RuntimeException e) {
      throw refused(plan, point, Failures.message(e), e);
    }
  }

  private static IllegalArgumentException refused(
      SweepPlan plan, SweepPoint point, String why, RuntimeException cause) {
    return new IllegalArgumentException(
        "sweep \"%s\": the template failed at %s: %s. Nothing was trained"
            .formatted(plan.name, point, why),
        cause);
  }

  private static String fingerprint(
      SweepPlan plan, SweepPoint point, Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", StoredRun.FORMAT);
    all.put("toolkit", Toolkit.version());
    all.put("settings", settings);
    all.put("point", point.values());
    all.put("metrics", plan.metrics.stream().map(Metric::name).sorted().toList());
    return Fingerprint.sha256(Json.canonical(all).getBytes(StandardCharsets.UTF_8));
  }

  /** Its trainer in a session with its seed. */
  DualTrainer in(Session session) {
    return trainer.session(session.seed(seed));
  }
}
