package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/** What a {@link Sweep} was told; changed on a private copy only. */
final class SweepPlan {
  final String name;
  final Function<SweepPoint, DualTrainer> template;
  final Map<String, List<Object>> axes;
  final Map<String, Object> constants;
  final List<Metric> metrics;
  List<Map<String, Object>> list = List.of(Map.of());
  List<Long> seeds = List.of(0L);
  Path store;
  boolean keepWeights;
  boolean together;
  SweepListener listener;

  SweepPlan(String name, Function<SweepPoint, DualTrainer> template) {
    this.name = name;
    this.template = template;
    this.axes = new LinkedHashMap<>();
    this.constants = new LinkedHashMap<>();
    this.metrics = new ArrayList<>();
    this.store = Path.of("target", "sweeps", name);
  }

  SweepPlan(SweepPlan other) {
    this.name = other.name;
    this.template = other.template;
    this.axes = new LinkedHashMap<>(other.axes);
    this.constants = new LinkedHashMap<>(other.constants);
    this.metrics = new ArrayList<>(other.metrics);
    this.list = other.list;
    this.seeds = other.seeds;
    this.store = other.store;
    this.keepWeights = other.keepWeights;
    this.together = other.together;
    this.listener = other.listener;
  }

  void seeds(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "the number of seeds is " + count + ", but must be at least 1");
    }
    seeds(LongStream.range(0, count));
  }

  void seeds(LongStream values) {
    seeds = values.boxed().toList();
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException(
          "the seeds are " + seeds + ", but a sweep needs at least one, and each once");
    }
  }

  /** The names of parameters so far. */
  List<String> parameters() {
    List<String> names = new ArrayList<>(list.get(0).keySet());
    names.addAll(axes.keySet());
    names.addAll(constants.keySet());
    return names;
  }

  void requireNew(String parameter) {
    SweepValues.requireName(parameter);
    boolean metric = metrics.stream().anyMatch(each -> each.name().equals(parameter));
    if (metric || parameters().contains(parameter)) {
      throw new IllegalArgumentException(
          "the sweep has \""
              + parameter
              + "\" already: give every parameter and metric its own name");
    }
  }

  /** All combinations, the last parameter varying fastest; constants last. */
  List<SweepPoint> points() {
    List<Map<String, Object>> points = new ArrayList<>(list);
    for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> point : points) {
        for (Object value : axis.getValue()) {
          Map<String, Object> copy = new LinkedHashMap<>(point);
          copy.put(axis.getKey(), value);
          longer.add(copy);
        }
      }
      points = longer;
    }
    List<SweepPoint> all = new ArrayList<>();
    for (Map<String, Object> point : points) {
      Map<String, Object> whole = new LinkedHashMap<>(point);
      whole.putAll(constants);
      all.add(SweepPoint.of(whole));
    }
    return all;
  }
}
