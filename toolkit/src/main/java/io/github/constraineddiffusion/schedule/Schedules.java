package io.github.constraineddiffusion.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** The formulas behind the factories of {@link NoiseSchedule}. */
final class Schedules {
  private static final String ZERO = "zeroTerminalSnr";
  // Where diffusers' DPM-Solver keeps the last level of a zero-terminal-SNR schedule.
  private static final double TERMINAL = Math.pow(2, -24);
  private static final double MAX_BETA = 0.999;
  private static final double MAX_LOG_SNR = 30;

  private Schedules() {}

  // β_t = start + (end − start)·(t−1)/(T−1)
  static NoiseSchedule linear(int steps, double start, double end) {
    if (!(start > 0 && start <= end && end < 1)) {
      throw new IllegalArgumentException(
          "betas are "
              + start
              + " to "
              + end
              + ", but 0 < betaStart <= betaEnd < 1 must hold: try 1e-4 and 0.02");
    }
    var description = description("linear", steps);
    description.put("betaStart", start);
    description.put("betaEnd", end);
    return fromBetas(description, steps, t -> start + (end - start) * fraction(t, steps));
  }

  // f(u) = cos²((u + 0.008)/1.008·π/2), β_t = min(1 − f(t/T)/f((t−1)/T), 0.999)
  static NoiseSchedule cosine(int steps) {
    IntToDoubleFunction left =
        t -> Math.pow(Math.cos(((double) t / steps + 0.008) / 1.008 * Math.PI / 2), 2);
    return fromBetas(
        description("cosine", steps),
        steps,
        t -> Math.min(1 - left.applyAsDouble(t) / left.applyAsDouble(t - 1), MAX_BETA));
  }

  // β_t = 1e-4 + (0.02 − 1e-4)·sigmoid(−6 + 12·(t−1)/(T−1))
  static NoiseSchedule sigmoid(int steps) {
    return fromBetas(
        description("sigmoid", steps),
        steps,
        t -> 1e-4 + (0.02 - 1e-4) * logistic(-6 + 12 * fraction(t, steps)));
  }

  // ᾱ_t = sigmoid(max + (min − max)·t/T)
  static NoiseSchedule uniformLogSnr(int steps, double max, double min) {
    if (!(min < max && max <= MAX_LOG_SNR && min >= -MAX_LOG_SNR)) {
      throw new IllegalArgumentException(
          "log-SNR runs from "
              + max
              + " to "
              + min
              + ", but 30 >= max > min >= -30 must hold: try 8 and -8");
    }
    var description = description("uniformLogSnr", steps);
    description.put("max", max);
    description.put("min", min);
    var levels = new double[steps + 1];
    for (int t = 0; t <= steps; t++) {
      levels[t] = logistic(max + (min - max) * t / steps);
    }
    return new NoiseSchedule(description, levels);
  }

  // arXiv 2305.08891, algorithm 1: √ᾱ is shifted to 0 at T and scaled back to its value at 1.
  static NoiseSchedule zeroTerminalSnr(NoiseSchedule s) {
    int steps = s.steps();
    if (steps < 2) {
      throw new IllegalArgumentException(
          "steps is " + steps + ", but zeroTerminalSnr() needs at least 2: give more steps");
    }
    double first = s.alpha(1);
    double last = s.alpha(steps);
    var levels = new double[steps + 1];
    levels[0] = s.alphaBar(0);
    for (int t = 1; t < steps; t++) {
      levels[t] = Math.pow((s.alpha(t) - last) * first / (first - last), 2);
    }
    levels[steps] = Math.min(TERMINAL, levels[steps - 1] / 2);
    var description = s.describe();
    description.put(ZERO, true);
    return new NoiseSchedule(description, levels);
  }

  static NoiseSchedule fromDescription(Map<String, ?> map) {
    int steps = (int) number(map, "steps");
    String kind = String.valueOf(map.get("kind"));
    NoiseSchedule plain =
        switch (kind) {
          case "linear" -> linear(steps, number(map, "betaStart"), number(map, "betaEnd"));
          case "cosine" -> cosine(steps);
          case "sigmoid" -> sigmoid(steps);
          case "uniformLogSnr" -> uniformLogSnr(steps, number(map, "max"), number(map, "min"));
          default ->
              throw new IllegalArgumentException(
                  "schedule is '"
                      + kind
                      + "', but known are linear, cosine, sigmoid, uniformLogSnr: the checkpoint"
                      + " may be of a newer version");
        };
    return Boolean.TRUE.equals(map.get(ZERO)) ? zeroTerminalSnr(plain) : plain;
  }

  private static NoiseSchedule fromBetas(
      Map<String, Object> description, int steps, IntToDoubleFunction beta) {
    var levels = new double[steps + 1];
    levels[0] = 1;
    for (int t = 1; t <= steps; t++) {
      levels[t] = levels[t - 1] * (1 - beta.applyAsDouble(t));
    }
    if (levels[steps] < Double.MIN_NORMAL) {
      throw new IllegalArgumentException(
          "alphaBar falls to 0 within " + steps + " steps: give fewer steps or a smaller betaEnd");
    }
    return new NoiseSchedule(description, levels);
  }

  private static Map<String, Object> description(String kind, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "steps is " + steps + ", but a schedule has at least 1 timestep: try 100 or 1000");
    }
    var map = new LinkedHashMap<String, Object>();
    map.put("kind", kind);
    map.put("steps", steps);
    return map;
  }

  private static double number(Map<String, ?> map, String key) {
    if (map.get(key) instanceof Number value) {
      return value.doubleValue();
    }
    throw new IllegalArgumentException(
        "the description of the schedule has no number '" + key + "': " + map);
  }

  private static double fraction(int t, int steps) {
    return steps == 1 ? 0 : (double) (t - 1) / (steps - 1);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
