package io.github.constraineddiffusion.view;

import io.github.constraineddiffusion.view.FrontierChart.Better;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which of two points is better: one dominates another if it is at least as good in both metrics
 * and better in one. Estimates count, not their intervals.
 *
 * @param x which values are wanted across
 * @param y which values are wanted up
 */
record Dominance(Better x, Better y) {

  /** Returns the points that no other one dominates, from left to right. */
  int[] best(double[] xs, double[] ys) {
    return IntStream.range(0, xs.length)
        .filter(i -> IntStream.range(0, xs.length).noneMatch(j -> dominates(xs, ys, j, i)))
        .boxed()
        .sorted(Comparator.comparingDouble(i -> xs[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private boolean dominates(double[] xs, double[] ys, int j, int i) {
    double across = x.gain(xs[j]) - x.gain(xs[i]);
    double up = y.gain(ys[j]) - y.gain(ys[i]);
    return across >= 0 && up >= 0 && across + up > 0;
  }
}
