package io.github.constraineddiffusion.dual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A dual ascent on an exact dual function, measured with noise by a model that lags behind.
 *
 * @param violation the exact violations as a function of λ
 * @param constraints how many
 * @param noise the standard deviation of a measurement
 * @param lag the updates in which the model closes 63 % of its distance from λ, 0 for at once
 * @param seed the seed of the noise
 */
record SimulatedRun(
    Function<double[], double[]> violation, int constraints, double noise, double lag, long seed) {

  /** Updates of 5 training steps in the 4,000 steps of a typical run. */
  static final int UPDATES = 800;

  /** One update: λ before it and the violations measured, of relaxed thresholds where relaxed. */
  record Measured(
      int step, double[] lambda, double[] weights, double[] violation, double[] error) {}

  /** Classes without overlap: violation_i = −log((ρ_i+λ_i)/(1+Σλ)) + log w_i. */
  static SimulatedRun disjoint(double[] rho, double[] w, double noise, double lag, long seed) {
    return new SimulatedRun(
        lambda -> {
          double total = 1 + Arrays.stream(lambda).sum();
          return IntStream.range(0, rho.length)
              .mapToDouble(i -> Math.log(w[i]) - Math.log((rho[i] + lambda[i]) / total))
              .toArray();
        },
        rho.length,
        noise,
        lag,
        seed);
  }

  /** Independent constraints with constant curvature: violation_i = c_i·(λ*_i − λ_i). */
  static SimulatedRun quadratic(double[] c, double[] optimum, double noise, double lag, long seed) {
    return new SimulatedRun(
        lambda ->
            IntStream.range(0, c.length)
                .mapToDouble(i -> c[i] * (optimum[i] - lambda[i]))
                .toArray(),
        c.length,
        noise,
        lag,
        seed);
  }

  /** The state after a run and all that was measured on the way. */
  record Result(DualAscent ascent, DualState state, List<Measured> measured) {
    double[] averaged() {
      return ascent.averaged(state);
    }

    /** The first alarm, or null. */
    DualAlarm alarm() {
      return alarm(false);
    }

    /** The first alarm, or null, where λ is bounded or not. */
    DualAlarm alarm(boolean bounded) {
      List<String> names =
          IntStream.range(0, state.lambda().length).mapToObj(i -> "c" + i).toList();
      var monitor = bounded ? DualMonitor.bounded(names) : DualMonitor.of(names);
      return measured.stream()
          .map(m -> monitor.observe(m.step, m.lambda, m.weights, m.violation, m.error))
          .flatMap(Optional::stream)
          .findFirst()
          .orElse(null);
    }
  }

  Result run(DualSchedule schedule) {
    var random = new Random(seed);
    var ascent = DualAscent.of(schedule, constraints, UPDATES * schedule.every());
    DualState state = ascent.start();
    double[] model = ascent.weights(state);
    var measured = new ArrayList<Measured>();
    double[] error = new double[constraints];
    Arrays.fill(error, noise);
    for (int step = 1; step <= UPDATES * schedule.every(); step++) {
      if (!ascent.due(step)) {
        continue;
      }
      double[] lambda = state.lambda();
      double[] weights = ascent.weights(state);
      for (int i = 0; i < constraints; i++) {
        model[i] = lag == 0 ? weights[i] : model[i] + (weights[i] - model[i]) / lag;
      }
      double[] seen = violation.apply(model);
      for (int i = 0; i < constraints; i++) {
        seen[i] += noise * random.nextGaussian();
      }
      double[] left = seen.clone();
      double[] relaxed = ascent.relaxations(state);
      Arrays.setAll(left, i -> left[i] - relaxed[i]);
      measured.add(new Measured(step, lambda, weights, left, error));
      state = ascent.next(state, step, seen, error);
    }
    return new Result(ascent, state, measured);
  }
}
