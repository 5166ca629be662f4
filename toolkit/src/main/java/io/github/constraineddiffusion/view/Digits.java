package io.github.constraineddiffusion.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/** Numbers as text. */
final class Digits {
  private static final MathContext TICK = new MathContext(7);
  private static final MathContext TWO = new MathContext(2);
  private static final MathContext THREE = new MathContext(3);
  private static final int SIGNIFICANT = 4;
  private static final int FEW = 3;
  private static final int MOST_DECIMALS = 6;

  private Digits() {}

  /** Returns the label of a tick: no trailing zeros, no digits that rounding left behind. */
  static String tick(double value) {
    double size = Math.abs(value);
    if (size < 1e-9) {
      return "0";
    }
    String text =
        size < 1e-4 || size >= 1e7
            ? String.format(Locale.ROOT, "%.3g", value)
            : new BigDecimal(value).round(TICK).stripTrailingZeros().toPlainString();
    return text.replace('-', '−');
  }

  /** Returns the label of a tick at a logarithm: ten to the power of it, in two digits. */
  static String power(double exponent) {
    String rounded = String.format(Locale.ROOT, "%.1e", Math.pow(10, exponent));
    return tick(Double.parseDouble(rounded));
  }

  /** Returns the cells of a column; a missing value is "–". */
  static List<String> cells(Column<?> column) {
    boolean real = column instanceof DoubleColumn || column instanceof FloatColumn;
    double[] values = real ? ((NumericColumn<?>) column).asDoubleArray() : null;
    String pattern = real ? "%." + decimals(values, SIGNIFICANT) + "f" : null;
    List<String> cells = new ArrayList<>();
    for (int r = 0; r < column.size(); r++) {
      if (column.isMissing(r)) {
        cells.add("–");
      } else {
        cells.add(real ? number(values[r], pattern) : column.getString(r));
      }
    }
    return cells;
  }

  /**
   * Returns numbers that stand together: with as many decimals as leave three digits to the largest
   * one, or each in two digits where that would not do for the smallest. NaN is "–".
   */
  static List<String> together(double... values) {
    String pattern = "%." + decimals(values, FEW) + "f";
    boolean common = Arrays.stream(values).noneMatch(v -> isLost(v, pattern));
    return Arrays.stream(values)
        .mapToObj(v -> !Double.isFinite(v) ? "–" : common ? plain(v, pattern) : rounded(v))
        .toList();
  }

  private static String plain(double value, String pattern) {
    return String.format(Locale.ROOT, pattern, value).replace('-', '−');
  }

  /** Returns a number in two digits, three where there are as many before the point. */
  static String rounded(double value) {
    return tick(new BigDecimal(value).round(Math.abs(value) < 100 ? TWO : THREE).doubleValue());
  }

  private static boolean isLost(double value, String pattern) {
    if (!Double.isFinite(value)) {
      return false;
    }
    double shown = Double.parseDouble(String.format(Locale.ROOT, pattern, value));
    return Math.abs(shown - value) > 0.05 * Math.abs(value);
  }

  /** Decimals that leave so many digits to the largest number, less common zeros. */
  private static int decimals(double[] values, int significant) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double largest = Arrays.stream(finite).map(Math::abs).max().orElse(0);
    if (largest == 0) {
      return 0;
    }
    int digitsBefore = (int) Math.floor(Math.log10(largest)) + 1;
    int decimals = Math.max(0, Math.min(MOST_DECIMALS, significant - digitsBefore));
    while (decimals > 0 && allEndInZero(finite, decimals)) {
      decimals--;
    }
    return decimals;
  }

  private static boolean allEndInZero(double[] values, int decimals) {
    double scale = Math.pow(10, decimals);
    return Arrays.stream(values).allMatch(v -> Math.round(v * scale) % 10 == 0);
  }

  /** Falls back to powers of ten where the pattern would show next to nothing of the number. */
  private static String number(double value, String pattern) {
    if (value == 0) {
      return "0";
    }
    String plain = String.format(Locale.ROOT, pattern, value);
    return isLost(value, pattern) || plain.length() > 12
        ? String.format(Locale.ROOT, "%.3e", value)
        : plain;
  }
}
