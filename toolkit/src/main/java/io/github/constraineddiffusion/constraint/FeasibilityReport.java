package io.github.constraineddiffusion.constraint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Says before training whether a model can keep all constraints: if and only if u* = min_p max_i
 * (D_KL(qⁱ‖p) − bᵢ) ≤ 0, over the mixtures p of the qⁱ.
 *
 * @param verdict feasible, infeasible or unknown
 * @param uStar u* in nats, NaN where unknown: the least excess over its threshold that some
 *     constraint must have, or where negative the room that all can have at once
 * @param entries one for each constraint
 * @param note how this was found, or why it is unknown
 */
public record FeasibilityReport(Verdict verdict, double uStar, List<Entry> entries, String note) {
  private static final double IN_CONFLICT = 1e-6;

  /** Whether the constraints can hold together. */
  public enum Verdict {
    /** A model exists that keeps every constraint. */
    FEASIBLE,
    /** No model can keep every constraint. */
    INFEASIBLE,
    /** There is no closed form to decide it. */
    UNKNOWN
  }

  /**
   * One constraint of the report. Numbers are NaN where unknown.
   *
   * @param name the constraint's name
   * @param threshold what was asked for, in words
   * @param nats the threshold bᵢ in nats
   * @param weight its weight in u*'s problem, in [0, 1], summing to 1: positive where it limits u*
   * @param limitNats bᵢ + u*: with all thresholds moved alike, the tightest that any model can keep
   * @param limitShare e^{−(bᵢ+u*)}: the same as a share, where classes are disjoint
   */
  public record Entry(
      String name,
      String threshold,
      double nats,
      double weight,
      double limitNats,
      double limitShare) {}

  /**
   * Copies the entries.
   *
   * @param verdict feasible, infeasible or unknown
   * @param uStar u* in nats, NaN where unknown
   * @param entries one for each constraint
   * @param note how this was found, or why it is unknown
   */
  public FeasibilityReport {
    entries = List.copyOf(entries);
  }

  /**
   * Examines a problem: by quadrature for Gaussian mixtures in one or two dimensions, in closed
   * form for shares of disjoint classes; otherwise the verdict is unknown.
   *
   * @param problem the problem
   * @return the report
   */
  public static FeasibilityReport of(ConstrainedProblem problem) {
    Checks.requireObjective(problem, "FeasibilityReport", "composition.OrOracle or AndOracle");
    return Feasibility.examine(problem);
  }

  /**
   * Says whether a model that keeps every constraint is known to exist.
   *
   * @return false also where that is unknown
   */
  public boolean feasible() {
    return verdict == Verdict.FEASIBLE;
  }

  /**
   * Says whether it is known that no model keeps every constraint.
   *
   * @return false also where that is unknown
   */
  public boolean infeasible() {
    return verdict == Verdict.INFEASIBLE;
  }

  /**
   * Returns the constraints that cannot hold together.
   *
   * @return their names; empty unless infeasible
   */
  public List<String> conflicting() {
    return entries.stream()
        .filter(entry -> infeasible() && entry.weight() > IN_CONFLICT)
        .map(Entry::name)
        .toList();
  }

  /**
   * Returns thresholds that would just do, bᵢ + u*. Leave some room beyond them: there the
   * multipliers still grow without limit.
   *
   * @return nats by name, for all constraints; shares are in {@link Entry#limitShare}
   */
  public Map<String, Double> suggestedThresholds() {
    var suggested = new LinkedHashMap<String, Double>();
    entries.forEach(entry -> suggested.put(entry.name(), entry.limitNats()));
    return suggested;
  }

  /**
   * Returns the entries by column, for tables.
   *
   * @return column titles with one value for each constraint
   */
  public Map<String, List<Object>> columns() {
    var columns = new LinkedHashMap<String, List<Object>>();
    columns.put("constraint", column(Entry::name));
    columns.put("asked for", column(Entry::threshold));
    columns.put("threshold (nats)", column(Entry::nats));
    columns.put("weight in u*", column(Entry::weight));
    columns.put("limit (nats)", column(Entry::limitNats));
    columns.put("limit (share)", column(Entry::limitShare));
    return columns;
  }

  private List<Object> column(Function<Entry, Object> value) {
    return entries.stream().map(value).toList();
  }

  @Override
  public String toString() {
    return FeasibilityText.of(this);
  }
}
