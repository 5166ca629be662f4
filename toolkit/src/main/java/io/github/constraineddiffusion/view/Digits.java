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
  private static final int SIGNIFICANT = 4;
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
    String pattern = real ? "%." + decimals(values) + "f" : null;
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

  /** Decimals that leave four significant digits to the largest number, less common zeros. */
  private static int decimals(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double largest = Arrays.stream(finite).map(Math::abs).max().orElse(0);
    if (largest == 0) {
      return 0;
    }
    int digitsBefore = (int) Math.floor(Math.log10(largest)) + 1;
    int decimals = Math.max(0, Math.min(MOST_DECIMALS, SIGNIFICANT - digitsBefore));
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
    boolean lost = Math.abs(Double.parseDouble(plain) - value) > 0.05 * Math.abs(value);
    return lost || plain.length() > 12 ? String.format(Locale.ROOT, "%.3e", value) : plain;
  }
}
