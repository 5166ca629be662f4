package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a sweep measures at the end of every run.
 *
 * @param name of the column, or the beginning of the names of several
 * @param values numbers by column name
 */
record Metric(String name, Function<Run, Map<String, Double>> values) {

  static Metric of(String name, ToDoubleFunction<Run> value) {
    return new Metric(name, run -> Map.of(name, value.applyAsDouble(run)));
  }

  static Metric each(String name, Function<Run, ? extends Map<String, Double>> values) {
    return new Metric(
        name,
        run -> {
          Map<String, Double> named = new LinkedHashMap<>();
          values.apply(run).forEach((key, each) -> named.put(name + " " + key, each));
          return named;
        });
  }
}
