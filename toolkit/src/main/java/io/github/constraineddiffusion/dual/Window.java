package io.github.constraineddiffusion.dual;

import java.util.ArrayDeque;
import java.util.Deque;

/** The latest values of a series. */
final class Window {
  private final int length;
  private final Deque<Double> values = new ArrayDeque<>();

  Window(int length) {
    this.length = length;
  }

  void add(double value) {
    values.addLast(value);
    if (values.size() > length) {
      values.removeFirst();
    }
  }

  boolean full() {
    return values.size() == length;
  }

  double first() {
    return values.getFirst();
  }

  double last() {
    return values.getLast();
  }

  double mean() {
    return mean(values.size());
  }

  /** The mean of the latest {@code count} values. */
  double mean(int count) {
    return values.stream()
        .skip(values.size() - count)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }

  double deviation() {
    double mean = mean();
    return Math.sqrt(values.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElse(0));
  }
}
