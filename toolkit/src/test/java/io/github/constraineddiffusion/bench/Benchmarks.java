package io.github.constraineddiffusion.bench;

import com.google.gson.Gson;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sweep.PeakMemory;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.PrimalMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measurements of training in the plane and on images, one JSON line each; run by {@code python3
 * environment/bench.py}.
 */
public final class Benchmarks {
  private static final int STEPS = 300;
  private static final int ROUNDS = 5;
  static final GaussianMixture DATA =
      GaussianMixture.isotropic(
          0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.94, 0.05, 0.01);
  private static final Map<String, Runnable> MEASUREMENTS = new LinkedHashMap<>();

  static {
    MEASUREMENTS.put("mlp-step", Benchmarks::step);
    MEASUREMENTS.put("mlp-step-separate-batches", Benchmarks::separateBatches);
    MEASUREMENTS.put("constrained-over-unconstrained", Benchmarks::constrained);
    MEASUREMENTS.put("memory", Benchmarks::memory);
    MEASUREMENTS.putAll(ImageBenchmarks.measurements());
    MEASUREMENTS.putAll(GraphBenchmarks.measurements());
    MEASUREMENTS.putAll(TogetherBenchmarks.measurements());
  }

  private Benchmarks() {}

  /**
   * Measures.
   *
   * @param names which measurements; none for all
   */
  public static void main(String[] names) {
    List<String> chosen = names.length == 0 ? List.copyOf(MEASUREMENTS.keySet()) : List.of(names);
    for (String name : chosen) {
      Runnable measurement = MEASUREMENTS.get(name);
      if (measurement == null) {
        System.err.println("no measurement \"" + name + "\": there are " + MEASUREMENTS.keySet());
        System.exit(2);
      }
    }
    chosen.forEach(name -> MEASUREMENTS.get(name).run());
  }

  private static DualTrainer trainer(ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(Session.open())
        .batch(512)
        .steps(STEPS)
        .dual(DualSchedule.every(5).stepSize(0.05))
        .listener(progress -> {});
  }

  private static ConstrainedProblem problem() {
    return ConstrainedProblem.minimizeKlTo(DATA)
        .subjectTo(KlConstraint.to("B", DATA.only(1)).minShare(0.2))
        .subjectTo(KlConstraint.to("C", DATA.only(2)).minShare(0.2))
        .build();
  }

  /** Every step of a plain run, by the time between its batches; the first quarter is dropped. */
  private static void step() {
    TimedSource timed = new TimedSource(DATA);
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(timed)
            .subjectTo(KlConstraint.to("B", DATA.only(1)).minShare(0.2))
            .build();
    trainer(problem).unconstrained().train();
    report("mlp-step", timed.intervalsMillis());
  }

  /** The paper's way: m + 1 = 3 batches a step, dual updates included. */
  private static void separateBatches() {
    TimedSource timed = new TimedSource(DATA);
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(timed)
            .subjectTo(KlConstraint.to("B", DATA.only(1)).minShare(0.2))
            .subjectTo(KlConstraint.to("C", DATA.only(2)).minShare(0.2))
            .build();
    trainer(problem).primal(PrimalMode.SEPARATE_BATCHES).train();
    report("mlp-step-separate-batches", timed.intervalsMillis());
  }

  /** Whole-run time over steps, in turns; both ratios and times go into the record. */
  private static void constrained() {
    double[] plain = new double[ROUNDS];
    double[] constrained = new double[ROUNDS];
    double[] ratio = new double[ROUNDS];
    trainer(problem()).train();
    for (int k = 0; k < ROUNDS; k++) {
      plain[k] = trainer(problem()).steps(2 * STEPS).unconstrained().train().stepMillis();
      constrained[k] = trainer(problem()).steps(2 * STEPS).train().stepMillis();
      ratio[k] = constrained[k] / plain[k];
    }
    report("run-unconstrained", plain);
    report("run-constrained", constrained);
    reportRatio("constrained-over-unconstrained", ratio);
  }

  static void reportRatio(String name, double[] ratio) {
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("name", name);
    record.put("median_ratio", sorted[sorted.length / 2]);
    record.put("min_ratio", sorted[0]);
    record.put("max_ratio", sorted[sorted.length - 1]);
    print(record);
  }

  /** Resident memory after 2 000 and after 20 000 constrained steps of one run. */
  private static void memory() {
    double[] resident = new double[2];
    trainer(problem())
        .steps(20_000)
        .listener(
            progress -> {
              if (progress.step() >= 2_000 && resident[0] == 0) {
                resident[0] = PeakMemory.resident();
              }
              resident[1] = PeakMemory.resident();
            })
        .train();
    print(
        Map.of(
            "name",
            "memory",
            "resident_mib_2000",
            resident[0],
            "resident_mib_20000",
            resident[1],
            "ratio",
            resident[1] / resident[0]));
  }

  static void report(String name, double... millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("name", name);
    record.put("median_ms", sorted[sorted.length / 2]);
    record.put("min_ms", sorted[0]);
    record.put("max_ms", sorted[sorted.length - 1]);
    print(record);
  }

  static void print(Map<String, ?> record) {
    System.out.println(new Gson().toJson(record));
  }
}
