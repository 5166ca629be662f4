package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import io.github.constraineddiffusion.view.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.Table;

/**
 * Costs of several ways to reach a share, on the same data, network and seed, side by side.
 * Immutable.
 */
public final class OverheadLedger {
  private final List<MethodCost> methods;

  private OverheadLedger(List<MethodCost> methods) {
    this.methods = methods;
  }

  /**
   * Puts methods side by side.
   *
   * @param methods at least one, of different names
   * @return the ledger
   */
  public static OverheadLedger of(MethodCost... methods) {
    if (methods.length == 0) {
      throw new IllegalArgumentException("a ledger of no method says nothing: give at least one");
    }
    var ledger = new OverheadLedger(List.of());
    for (MethodCost method : methods) {
      ledger = ledger.and(method);
    }
    return ledger;
  }

  /**
   * Adds a method.
   *
   * @param method of a new name
   * @return the copy
   */
  public OverheadLedger and(MethodCost method) {
    if (names().contains(method.method())) {
      throw new IllegalArgumentException(
          "there is a method \"" + method.method() + "\" already: give each its own name");
    }
    List<MethodCost> more = new ArrayList<>(methods);
    more.add(method);
    return new OverheadLedger(List.copyOf(more));
  }

  /** {@return the names of the methods, in the order given} */
  public List<String> names() {
    return methods.stream().map(MethodCost::method).toList();
  }

  /** {@return the methods, in the order given} */
  public List<MethodCost> methods() {
    return methods;
  }

  /**
   * Finds a method.
   *
   * @param name its name
   * @return its cost
   */
  public MethodCost method(String name) {
    return methods.stream()
        .filter(m -> m.method().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no method \"" + name + "\": choose among " + names()));
  }

  /**
   * Returns from how many accepted samples on a method costs less time than another, training
   * included: (T_a − T_b)/(s_b − s_a).
   *
   * @param method such as "constrained"
   * @param other such as "rejection"
   * @return samples; 0 where it costs less from the first one on; empty where it never does, also
   *     where both cost the same
   */
  public OptionalDouble breakEven(String method, String other) {
    MethodCost a = method(method);
    MethodCost b = method(other);
    double extra = a.trainingSeconds() - b.trainingSeconds();
    double saved = b.secondsPerSample() - a.secondsPerSample();
    if (extra < 0 && saved < 0) {
      throw new IllegalArgumentException(
          ("%s costs less than %s up to %.0f samples, and more from there on: ask the other way"
                  + " round")
              .formatted(method, other, extra / saved));
    }
    if (extra <= 0 && saved >= 0 && (extra < 0 || saved > 0)) {
      return OptionalDouble.of(0);
    }
    return saved > 0 ? OptionalDouble.of(extra / saved) : OptionalDouble.empty();
  }

  /**
   * Returns the ledger as a table, one row a method: costs, share and figures of quality with half
   * the width of their 95 % intervals. What was not measured is missing.
   *
   * @param samples accepted samples that the column "total" is for
   * @return the table
   */
  public Table table(int samples) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("training, s", each(MethodCost::trainingSeconds));
    columns.put("evaluations in training", each(MethodCost::trainingEvaluations));
    columns.put("s per sample", each(MethodCost::secondsPerSample));
    columns.put("evaluations per sample", each(MethodCost::evaluationsPerSample));
    columns.put("total for %,d, s".formatted(samples), each(m -> m.secondsFor(samples)));
    columns.put("memory, MiB", each(MethodCost::memoryMebibytes));
    columns.put("share", each(m -> m.share().value()));
    columns.put("share ±", each(m -> m.share().margin95()));
    var figures = new TreeSet<String>();
    methods.forEach(m -> figures.addAll(m.quality().keySet()));
    for (String figure : figures) {
      columns.put(figure, each(m -> of(m, figure, IntervalEstimate::value)));
      columns.put(figure + " ±", each(m -> of(m, figure, IntervalEstimate::margin95)));
    }
    return Tables.of("Overhead", "method", names(), columns);
  }

  private double[] each(ToDoubleFunction<MethodCost> what) {
    return methods.stream().mapToDouble(what).toArray();
  }

  private static double of(MethodCost m, String figure, ToDoubleFunction<IntervalEstimate> what) {
    IntervalEstimate value = m.quality().get(figure);
    return value == null ? Double.NaN : what.applyAsDouble(value);
  }

  @Override
  public String toString() {
    return "ledger of " + names();
  }
}
