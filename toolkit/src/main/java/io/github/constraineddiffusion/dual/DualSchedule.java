package io.github.constraineddiffusion.dual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * When and how far the multipliers move. Immutable: every setter returns a copy.
 *
 * <pre>{@code
 * DualSchedule.every(5).stepSize(0.05).warmUp(200).decay(Decay.cosine(0.05)).averaging()
 * }</pre>
 *
 * @param every training steps between dual updates
 * @param stepSize the step size, empty for the update rule's own
 * @param warmUp training steps before the first dual update may come
 * @param decay how the step size falls
 * @param averageFrom the fraction of the run after which λ is averaged, empty for no averaging
 * @param settle the last fraction of the run, in which λ is held at its average
 * @param update the update rule
 * @param samples samples drawn for each constraint at each measurement
 * @param start the multipliers to start from, empty for zeros
 * @param formulation what the primal steps minimise
 */
public record DualSchedule(
    int every,
    OptionalDouble stepSize,
    int warmUp,
    Decay decay,
    OptionalDouble averageFrom,
    double settle,
    DualUpdate update,
    int samples,
    List<Double> start,
    Formulation formulation) {

  /**
   * Checks every value.
   *
   * @param every training steps between dual updates
   * @param stepSize the step size, empty for the update rule's own
   * @param warmUp training steps before the first dual update may come
   * @param decay how the step size falls
   * @param averageFrom the fraction of the run after which λ is averaged, empty for no averaging
   * @param settle the last fraction of the run, in which λ is held at its average
   * @param update the update rule
   * @param samples samples drawn for each constraint at each measurement
   * @param start the multipliers to start from, empty for zeros
   * @param formulation what the primal steps minimise
   */
  public DualSchedule {
    start = List.copyOf(start);
    require(every >= 1, "every", every, "at least 1 training step", "5");
    require(
        stepSize.isEmpty() || stepSize.getAsDouble() > 0 && stepSize.getAsDouble() < 1e9,
        "stepSize",
        stepSize.orElse(0),
        "positive and finite",
        "0.05");
    require(warmUp >= 0, "warmUp", warmUp, "not negative", "200");
    double from = averageFrom.orElse(0);
    require(from >= 0 && from < 1, "averaging", from, "a fraction in [0, 1)", "0.5");
    require(settle >= 0 && settle < 1, "settle", settle, "a fraction in [0, 1)", "0.1");
    require(samples >= 2, "samples", samples, "at least 2", "100");
    update.start(start.stream().mapToDouble(Double::doubleValue).toArray());
    boolean plain = formulation.equals(Formulation.lagrangian());
    if (update instanceof SimplexAscent && !plain) {
      throw new IllegalArgumentException(
          "the formulation is "
              + formulation
              + ", but on the simplex the bound is found on the way and there is nothing to"
              + " penalise or relax: leave formulation(...) out");
    }
  }

  /**
   * Returns a schedule with a dual update every so many training steps.
   *
   * @param steps training steps between dual updates, at least 1; the paper's code has 5
   * @return the schedule: projected sub-gradient, no warm-up, no decay, no averaging, 100 samples
   */
  public static DualSchedule every(int steps) {
    var none = OptionalDouble.empty();
    var rule = new ProjectedSubgradient();
    return new DualSchedule(
        steps, none, 0, Decay.none(), none, 0, rule, 100, List.of(), Formulation.lagrangian());
  }

  /**
   * Sets the step size η.
   *
   * @param size η, above 0: how far λ moves for a violation of 1
   * @return the copy
   */
  public DualSchedule stepSize(double size) {
    // A NaN fails the check above instead of reading as "not given".
    var given = OptionalDouble.of(size);
    return new DualSchedule(
        every, given, warmUp, decay, averageFrom, settle, update, samples, start, formulation);
  }

  /**
   * Sets how long the multipliers wait.
   *
   * @param steps training steps without dual updates, not negative
   * @return the copy
   */
  public DualSchedule warmUp(int steps) {
    return new DualSchedule(
        every, stepSize, steps, decay, averageFrom, settle, update, samples, start, formulation);
  }

  /**
   * Sets how the step size falls.
   *
   * @param fall the decay, over the training steps after the warm-up
   * @return the copy
   */
  public DualSchedule decay(Decay fall) {
    return new DualSchedule(
        every, stepSize, warmUp, fall, averageFrom, settle, update, samples, start, formulation);
  }

  /**
   * Averages λ over the second half of the run.
   *
   * @return the copy
   */
  public DualSchedule averaging() {
    return averaging(0.5);
  }

  /**
   * Averages λ over the last part of the run: sub-gradients converge in the average.
   *
   * @param fromFraction where averaging starts, as a fraction of the run in [0, 1)
   * @return the copy
   */
  public DualSchedule averaging(double fromFraction) {
    var from = OptionalDouble.of(fromFraction);
    return new DualSchedule(
        every, stepSize, warmUp, decay, from, settle, update, samples, start, formulation);
  }

  /**
   * Holds λ at its average for the last part of the run, so that the model catches up with it.
   *
   * @param fraction the last part as a fraction of the run, in [0, 1); switches averaging on
   * @return the copy
   */
  public DualSchedule settle(double fraction) {
    var from = averageFrom.isPresent() ? averageFrom : OptionalDouble.of(0.5);
    return new DualSchedule(
        every, stepSize, warmUp, decay, from, fraction, update, samples, start, formulation);
  }

  /**
   * Sets the update rule.
   *
   * @param rule the rule
   * @return the copy
   */
  public DualSchedule update(DualUpdate rule) {
    return new DualSchedule(
        every, stepSize, warmUp, decay, averageFrom, settle, rule, samples, start, formulation);
  }

  /**
   * Sets the rule of the simplex: scaled to the divergences where no step size was given.
   *
   * @return the copy
   */
  public DualSchedule onSimplex() {
    return update(stepSize.isPresent() ? SimplexAscent.absolute() : SimplexAscent.scaled());
  }

  /**
   * Sets how many samples a measurement takes.
   *
   * @param perConstraint samples for each constraint at each dual update, at least 2: one has no
   *     standard error
   * @return the copy
   */
  public DualSchedule samples(int perConstraint) {
    return new DualSchedule(
        every,
        stepSize,
        warmUp,
        decay,
        averageFrom,
        settle,
        update,
        perConstraint,
        start,
        formulation);
  }

  /**
   * Sets the multipliers to start from.
   *
   * @param lambda one value for each constraint, finite and not negative
   * @return the copy
   */
  public DualSchedule start(double... lambda) {
    var values = DoubleStream.of(lambda).boxed().toList();
    return new DualSchedule(
        every, stepSize, warmUp, decay, averageFrom, settle, update, samples, values, formulation);
  }

  /**
   * Sets what the primal steps minimise: the Lagrangian unless said otherwise.
   *
   * @param kind for instance {@code Formulation.resilient(2)}
   * @return the copy
   */
  public DualSchedule formulation(Formulation kind) {
    return new DualSchedule(
        every, stepSize, warmUp, decay, averageFrom, settle, update, samples, start, kind);
  }

  /**
   * Returns what a checkpoint needs to build this schedule again.
   *
   * @return a map of strings, numbers, lists and maps, for {@link #fromDescription}
   */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("every", every);
    stepSize.ifPresent(value -> map.put("stepSize", value));
    map.put("warmUp", warmUp);
    map.put("decay", decay.describe());
    averageFrom.ifPresent(value -> map.put("averageFrom", value));
    map.put("settle", settle);
    map.put("update", update.describe());
    map.put("samples", samples);
    map.put("start", start);
    if (!formulation.equals(Formulation.lagrangian())) {
      // left out where plain, as in checkpoints of before there was a choice
      map.put("formulation", formulation.describe());
    }
    return map;
  }

  /**
   * Builds the schedule that {@link #describe} has described.
   *
   * @param map the map; numbers may be of any {@link Number} class
   * @return the schedule
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  public static DualSchedule fromDescription(Map<String, ?> map) {
    return new DualSchedule(
        (int) Descriptions.number(map, "every"),
        optional(map, "stepSize"),
        (int) Descriptions.number(map, "warmUp"),
        Decay.fromDescription(Descriptions.map(map, "decay")),
        optional(map, "averageFrom"),
        Descriptions.number(map, "settle"),
        DualUpdate.fromDescription(Descriptions.map(map, "update")),
        (int) Descriptions.number(map, "samples"),
        DoubleStream.of(Descriptions.array(map.get("start"), "start")).boxed().toList(),
        map.containsKey("formulation")
            ? Formulation.fromDescription(Descriptions.map(map, "formulation"))
            : Formulation.lagrangian());
  }

  private static OptionalDouble optional(Map<String, ?> map, String key) {
    return map.containsKey(key)
        ? OptionalDouble.of(Descriptions.number(map, key))
        : OptionalDouble.empty();
  }

  private static void require(
      boolean holds, String name, double value, String limit, String suggestion) {
    if (!holds) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but must be " + limit + ": try " + suggestion);
    }
  }
}
