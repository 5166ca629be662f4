package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The dual updates of a run as arrays over its updates. */
final class DualCurves {
  private final List<DualRecord> duals;
  private final int averagingFrom;
  private final boolean counted;

  private DualCurves(List<DualRecord> duals, boolean counted) {
    this.duals = duals;
    this.counted = counted;
    this.averagingFrom = averagingFrom(duals);
  }

  static DualCurves of(RunHistory history) {
    return of(history, false);
  }

  /** The curves over the number of the update, from 1, in place of the training step. */
  static DualCurves byUpdate(RunHistory history) {
    return of(history, true);
  }

  private static DualCurves of(RunHistory history, boolean counted) {
    List<DualRecord> duals = history.duals();
    if (duals.isEmpty()) {
      throw new IllegalArgumentException(
          "the history has 0 dual updates: train a problem with constraints past its warm-up"
              + " before drawing it");
    }
    return new DualCurves(duals, counted);
  }

  /** The update before the first at which the average differs from λ; −1 if it never does. */
  private static int averagingFrom(List<DualRecord> duals) {
    for (int i = 0; i < duals.size(); i++) {
      if (!Arrays.equals(duals.get(i).lambda(), duals.get(i).averagedLambda())) {
        return Math.max(0, i - 1);
      }
    }
    return -1;
  }

  boolean averages() {
    return averagingFrom >= 0;
  }

  double[] fromAveraging(double[] values) {
    return Arrays.copyOfRange(values, averagingFrom, values.length);
  }

  double[] steps() {
    double[] steps = values(DualRecord::step);
    for (int k = 0; counted && k < steps.length; k++) {
      steps[k] = k + 1;
    }
    return steps;
  }

  int lastStep() {
    return counted ? duals.size() : duals.get(duals.size() - 1).step();
  }

  double[] lambda(int i) {
    return values(d -> d.lambda()[i]);
  }

  double[] averagedLambda(int i) {
    return values(d -> d.averagedLambda()[i]);
  }

  double[] measured(int i) {
    return values(d -> d.measured()[i]);
  }

  double[] standardError(int i) {
    return values(d -> d.standardError()[i]);
  }

  double[] slack(int i) {
    return values(d -> d.slack()[i]);
  }

  /**
   * Up to where to show λ of a constraint: a large swing at the start may leave the frame, when
   * else nothing could be seen of the end.
   */
  double reach(int i, double exact) {
    double[] sorted = Arrays.stream(lambda(i)).sorted().toArray();
    double[] average = averagedLambda(i);
    double end = Math.max(exact, average[average.length - 1]);
    double mostly = sorted[(int) (0.75 * (sorted.length - 1))];
    return Math.min(Math.max(exact, sorted[sorted.length - 1]), Math.max(4 * end, mostly));
  }

  double[] thresholds() {
    return duals.get(duals.size() - 1).threshold();
  }

  double[] values(ToDoubleFunction<DualRecord> value) {
    return duals.stream().mapToDouble(value).toArray();
  }
}
