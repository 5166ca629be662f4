package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Estimates of several methods over the training steps, each in the band of its intervals. */
final class TrainingCurves {
  private TrainingCurves() {}

  static CurveChart of(
      String title, String axis, int[] steps, Map<String, List<IntervalEstimate>> methods) {
    check(steps, methods);
    double[] x = Arrays.stream(steps).asDoubleStream().toArray();
    CurveChart curves = CurveChart.overSteps(title, axis, steps[steps.length - 1]);
    methods.forEach((name, values) -> curves.curve(name, x, values));
    return curves;
  }

  private static void check(int[] steps, Map<String, List<IntervalEstimate>> methods) {
    boolean rising =
        steps.length > 0 && IntStream.range(1, steps.length).allMatch(i -> steps[i] > steps[i - 1]);
    if (!rising || methods.isEmpty()) {
      throw new IllegalArgumentException(
          "there are steps %s and %d methods: give at least 1 of each, steps rising"
              .formatted(Arrays.toString(steps), methods.size()));
    }
    methods.forEach(
        (name, values) -> {
          if (values.size() != steps.length) {
            throw new IllegalArgumentException(
                "%s has %d values for %d steps: give one a step"
                    .formatted(name, values.size(), steps.length));
          }
        });
  }
}
