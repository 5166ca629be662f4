package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Colours for numbers, from pale (low) to dark (high), linear or logarithmic. */
final class ColorScale {
  private static final int TICKS = 5;
  private static final double[] DIGITS = {1, 2, 5};

  private final double low;
  private final double high;
  private final boolean logarithmic;

  private ColorScale(double low, double high, boolean logarithmic) {
    this.low = low;
    this.high = high;
    this.logarithmic = logarithmic;
  }

  /** The scale from the smallest to the largest finite value. */
  static ColorScale over(double[] values, boolean logarithmic) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException("there are 0 finite values to draw: give at least 1");
    }
    if (logarithmic && finite[0] <= 0) {
      throw new IllegalArgumentException(
          "the lowest value is "
              + finite[0]
              + ", but a logarithmic scale holds what is above 0: leave logarithmic() out");
    }
    return new ColorScale(finite[0], finite[finite.length - 1], logarithmic);
  }

  /** From 0 (lowest) to 1 (highest); one half where all are equal. */
  double position(double value) {
    return high > low ? (on(value) - on(low)) / (on(high) - on(low)) : 0.5;
  }

  Color color(double value) {
    return Palette.ramp(position(value));
  }

  /** Round values between the ends. */
  double[] ticks() {
    if (!(high > low)) {
      return new double[] {low};
    }
    double[] round = logarithmic ? powers() : multiples();
    return round.length < 2 ? new double[] {low, high} : round;
  }

  private double[] multiples() {
    double step = TernaryChart.roundStep((high - low) / TICKS);
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    double[] ticks = new double[(int) (last - first + 1)];
    Arrays.setAll(ticks, k -> (first + k) * step);
    return ticks;
  }

  /** 1, 2 and 5 times the powers of ten; over many decades the powers alone. */
  private double[] powers() {
    int first = (int) Math.floor(on(low));
    int last = (int) Math.ceil(on(high));
    List<Double> ticks = new ArrayList<>();
    int every = Math.max(1, (last - first) / (2 * TICKS));
    for (int k = first; k <= last; k += every) {
      for (double digit : last - first > 2 ? new double[] {1} : DIGITS) {
        double tick = digit * Math.pow(10, k);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
          ticks.add(tick);
        }
      }
    }
    return ticks.stream().mapToDouble(t -> t).toArray();
  }

  private double on(double value) {
    return logarithmic ? Math.log10(value) : value;
  }
}
