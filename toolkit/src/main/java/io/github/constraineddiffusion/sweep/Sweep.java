package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Many runs of one template: a grid or list of settings, each with several seeds, and one table as
 * result.
 *
 * <pre>{@code
 * var sweep = Sweep.over("strength", point -> DualTrainer.of(problem(point.number("share"))))
 *     .vary("share", 0.05, 0.10, 0.20)
 *     .seeds(10)
 *     .measure("kl", run -> run.kl(run, 2_000).get(0).value())
 *     .run();
 * sweep.where("share", 0.1).interval("kl");
 * }</pre>
 *
 * <p>What has been trained is kept in a folder and found again by a fingerprint of configuration,
 * data, seed, toolkit version and the names of the metrics, so that a sweep can be interrupted,
 * killed, extended and run again, by several processes at once. The fingerprint does not know what
 * a metric computes, nor what a reference given by {@code KlConstraint.reference} is, nor what a
 * reward written as a lambda computes: rename the metric, name the reference by a parameter, or
 * give the lambda another identity by {@code Reward.named}, when that changes. Nor does it know
 * changes of the toolkit within a version: prune the store after them.
 *
 * <p>Immutable: every setting returns a new sweep.
 */
public final class Sweep {
  private final SweepPlan plan;

  private Sweep(SweepPlan plan) {
    this.plan = plan;
  }

  /**
   * Starts a sweep of one point and seed 0.
   *
   * @param name of the sweep and its folder: letters, digits, blanks, points and dashes
   * @param template what to train at a point; its seed and its listener are replaced
   * @return the sweep
   */
  public static Sweep over(String name, Function<SweepPoint, DualTrainer> template) {
    SweepValues.requireFolder(name);
    return new Sweep(new SweepPlan(name, Objects.requireNonNull(template, "template")));
  }

  private Sweep with(Consumer<SweepPlan> change) {
    SweepPlan copy = new SweepPlan(plan);
    change.accept(copy);
    return new Sweep(copy);
  }

  /**
   * Varies a parameter, in all combinations with the others.
   *
   * @param parameter its name, a column of the table
   * @param values numbers, texts or booleans, each once; an array or a collection counts as its
   *     elements
   * @return a sweep with this setting
   */
  public Sweep vary(String parameter, Object... values) {
    plan.requireNew(parameter);
    List<Object> checked = SweepValues.axis(parameter, values);
    return with(p -> p.axes.put(parameter, checked));
  }

  /**
   * Takes points from a list, in all combinations with what is varied beside them.
   *
   * @param points each once, with values for the same names
   * @return a sweep with this setting
   */
  public Sweep points(List<? extends Map<String, ?>> points) {
    List<Map<String, Object>> checked = SweepValues.points(points);
    Sweep without = with(p -> p.list = List.of(Map.of()));
    points.get(0).keySet().forEach(without.plan::requireNew);
    return with(p -> p.list = checked);
  }

  /**
   * Sets a parameter for all runs.
   *
   * @param parameter its name, a column of the table
   * @param value a number, text or boolean
   * @return a sweep with this setting
   */
  public Sweep set(String parameter, Object value) {
    plan.requireNew(parameter);
    Object checked = SweepPoint.checked(parameter, value);
    return with(p -> p.constants.put(parameter, checked));
  }

  /**
   * Repeats every point with seeds 0, 1, …
   *
   * @param count how many, at least 1
   * @return a sweep with this setting
   */
  public Sweep seeds(int count) {
    return with(p -> p.seeds(count));
  }

  /**
   * Repeats every point with given seeds. A single {@code int} is how many, not which.
   *
   * @param values each once
   * @return a sweep with this setting
   */
  public Sweep seeds(long... values) {
    return seeds(LongStream.of(values));
  }

  /**
   * Repeats every point with given seeds.
   *
   * @param values at least one, each once
   * @return a sweep with this setting
   */
  public Sweep seeds(LongStream values) {
    return with(p -> p.seeds(values));
  }

  /**
   * Measures a number at the end of every run, such as {@code run.kl(run, 2_000).get(0).value()}.
   *
   * @param metric its name, a column of the table
   * @param value of a run, which is closed afterwards
   * @return a sweep with this setting
   */
  public Sweep measure(String metric, ToDoubleFunction<Run> value) {
    Objects.requireNonNull(value, "value");
    return metric(Metric.of(metric, value));
  }

  /**
   * Measures several numbers at the end of every run, such as the shares of all classes.
   *
   * @param metric the beginning of the columns' names: "share" and a key "4" give "share 4"
   * @param values of a run by their keys
   * @return a sweep with this setting
   */
  public Sweep measureEach(String metric, Function<Run, ? extends Map<String, Double>> values) {
    Objects.requireNonNull(values, "values");
    return metric(Metric.each(metric, values));
  }

  private Sweep metric(Metric metric) {
    plan.requireNew(metric.name());
    SweepValues.requireMetric(metric.name());
    return with(p -> p.metrics.add(metric));
  }

  /**
   * Sets the folder where runs are kept; {@code target/sweeps/NAME} by default. Sweeps may share
   * one.
   *
   * @param folder made if absent
   * @return a sweep with this setting
   */
  public Sweep store(Path folder) {
    Objects.requireNonNull(folder, "store");
    return with(p -> p.store = folder);
  }

  /**
   * Keeps the averaged weights of every run in the store; runs without are trained again, and stay
   * until that is done.
   *
   * @return a sweep with this setting
   */
  public Sweep keepWeights() {
    return with(p -> p.keepWeights = true);
  }

  /**
   * Trains runs that share shapes as one tensor program where that can be done, and the others one
   * after the other: faster for small networks, the same numbers but for rounding.
   *
   * @return a sweep with this setting
   */
  public Sweep together() {
    return with(p -> p.together = true);
  }

  /**
   * Sets who is told of the progress, in place of the notebook's display or the console.
   *
   * @param listener who is told
   * @return a sweep with this setting
   */
  public Sweep listener(SweepListener listener) {
    Objects.requireNonNull(listener, "listener");
    return with(p -> p.listener = listener);
  }

  /**
   * Trains what the store does not hold, and returns all runs.
   *
   * <p>A run that fails becomes a row that says why, and the sweep goes on. An interrupt of the
   * thread stops the run in progress, which is lost; what is finished stays in the store, and the
   * next call does only what is missing, failed runs included.
   *
   * @return the runs of this sweep that are there now
   * @throws IllegalArgumentException before any run, where the template refuses a point
   * @throws IllegalStateException where another training runs in this process
   * @throws java.io.UncheckedIOException where the store cannot be read or written
   */
  public SweepResults run() {
    return new SweepRunner(plan).run();
  }
}
