package io.github.constraineddiffusion.view;

import java.util.Arrays;

/**
 * Where values stand on an axis: at themselves, or at their logarithms to the base 10.
 *
 * @param logarithmic which of the two
 * @param floor what is below is drawn there; 0 to refuse what has no logarithm
 */
record ValueAxis(boolean logarithmic, double floor) {
  static final ValueAxis LINEAR = new ValueAxis(false, 0);
  static final ValueAxis LOGARITHMIC = new ValueAxis(true, 0);

  double[] on(String name, double... values) {
    return logarithmic
        ? Arrays.stream(values).map(value -> logarithm(name, value)).toArray()
        : values.clone();
  }

  private double logarithm(String name, double value) {
    double shown = Math.max(floor, value);
    if (!(shown > 0)) {
      throw new IllegalArgumentException(
          "%s has the value %s, but a logarithmic axis shows what is above 0: leave it out"
              .formatted(name, value));
    }
    return Math.log10(shown);
  }
}
