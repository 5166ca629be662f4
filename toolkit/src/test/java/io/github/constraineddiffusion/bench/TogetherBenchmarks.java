package io.github.constraineddiffusion.bench;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.TogetherTraining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forty runs in the plane, each with its own threshold and seed, together and one by one, dual
 * updates included, as milliseconds for a step of one run.
 *
 * <p>{@code -Dbench.steps=5} shortens it, to see whether it runs.
 */
final class TogetherBenchmarks {
  private static final int RUNS = 40;
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 4;

  private TogetherBenchmarks() {}

  static Map<String, Runnable> measurements() {
    Map<String, Runnable> measurements = new LinkedHashMap<>();
    measurements.put("runs-together-512", () -> together("runs-together-512", 512, 60));
    measurements.put("runs-together-64", () -> together("runs-together-64", 64, 240));
    measurements.put("runs-together-over-one-by-one-512", () -> inTurns(512, 60));
    measurements.put("runs-together-over-one-by-one-64", () -> inTurns(64, 240));
    return measurements;
  }

  private static void together(String name, int batch, int steps) {
    try (Session session = Session.open()) {
      TogetherTraining.train(trainers(session, batch, steps).subList(0, WARM_UP));
      double[] times = new double[ROUNDS];
      for (int k = 0; k < ROUNDS; k++) {
        times[k] = millis(trainers(session, batch, steps), true);
      }
      Benchmarks.report(name, times);
    }
  }

  private static void inTurns(int batch, int steps) {
    double[] together = new double[ROUNDS];
    double[] oneByOne = new double[ROUNDS];
    double[] ratio = new double[ROUNDS];
    try (Session session = Session.open()) {
      List<DualTrainer> first = trainers(session, batch, steps).subList(0, WARM_UP);
      millis(first, true);
      millis(first, false);
      for (int k = 0; k < ROUNDS; k++) {
        together[k] = millis(trainers(session, batch, steps), true);
        oneByOne[k] = millis(trainers(session, batch, steps), false);
        ratio[k] = together[k] / oneByOne[k];
      }
    }
    Benchmarks.report("runs-together-" + batch, together);
    Benchmarks.report("runs-one-by-one-" + batch, oneByOne);
    Benchmarks.reportRatio("runs-together-over-one-by-one-" + batch, ratio);
  }

  /** Time in the loops over steps and runs: checks and networks cost the same on both sides. */
  private static double millis(List<DualTrainer> trainers, boolean together) {
    List<Run> runs = new ArrayList<>();
    if (together) {
      runs.addAll(TogetherTraining.train(trainers));
    } else {
      trainers.forEach(trainer -> runs.add(trainer.train()));
    }
    double millis = runs.stream().mapToDouble(Run::stepMillis).average().orElseThrow();
    runs.forEach(Run::close);
    return millis;
  }

  private static List<DualTrainer> trainers(Session session, int batch, int usualSteps) {
    int steps = Math.min(usualSteps, Integer.getInteger("bench.steps", usualSteps));
    List<DualTrainer> trainers = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      ConstrainedProblem problem =
          ConstrainedProblem.minimizeKlTo(Benchmarks.DATA)
              .subjectTo(KlConstraint.to("B", Benchmarks.DATA.only(1)).minShare(0.1 + 0.005 * run))
              .subjectTo(KlConstraint.to("C", Benchmarks.DATA.only(2)).minShare(0.2))
              .build();
      trainers.add(
          DualTrainer.of(problem)
              .session(session.seed(run))
              .batch(batch)
              .steps(steps)
              .dual(DualSchedule.every(5).stepSize(0.05))
              .listener(progress -> {}));
    }
    return trainers;
  }
}
